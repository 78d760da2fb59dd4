using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Server.Hosting;

namespace Polpo.Cli.Status;

/// <summary><c>polpo serve</c>: the server with its page, until it is stopped.</summary>
internal static class ServeCommand
{
    public static Command Build(Surroundings here)
    {
        var port = new Option<int>("--port")
        {
            Description = "The port on 127.0.0.1; 0 takes a free one.",
            HelpName = "N",
            DefaultValueFactory = _ => PolpoServerOptions.DefaultPort,
        };
        var database = new Option<string?>("--database")
        {
            Description = "A PostgreSQL connection string. Default: the embedded database.",
            HelpName = "CONNECTION",
        };
        var roles = new Option<ServerRole[]>("--role")
        {
            Description = "web, worker or both. Default: both.",
            HelpName = "ROLE",
            AllowMultipleArgumentsPerToken = true,
        };
        port.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is < 0 or > 65535)
                result.AddError("--port must be a number from 0 to 65535.");
        });
        return new Command("serve", "Run the server and its page until Ctrl-C.")
        {
            port,
            database,
            roles,
            CommonOptions.Sandbox,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var server = await PolpoServer.StartAsync(
                    new PolpoServerOptions
                    {
                        Home = here.Home,
                        Port = command.Get(port),
                        Database = command.Get(database) ?? here["POLPO_DATABASE"],
                        SandboxKind = command.Get(CommonOptions.Sandbox),
                        Roles = command.Get(roles) is { Length: > 0 } chosen
                            ? chosen
                            : [ServerRole.Web, ServerRole.Worker],
                        Variables = here.Variables,
                    },
                    cancellationToken
                );
                command.Show(
                    new
                    {
                        type = "server.started",
                        address = server.Address,
                        signIn = server.SignInLink,
                    },
                    output =>
                        output.WriteLine(
                            $"Polpo serves {server.Address}\nSign in once, within ten minutes: {server.SignInLink}\nStop with Ctrl-C."
                        )
                );
                await here.Out.FlushAsync(cancellationToken);
                await server.WaitAsync(cancellationToken);
                command.Say("Stopping: agents come to a durable point first.");
                return ExitCode.Done;
            }
        );
    }
}
