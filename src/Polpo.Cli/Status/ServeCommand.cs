using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Server.Hosting;

namespace Polpo.Cli.Status;

/// <summary><c>polpo serve</c>: the server with its page, until it is stopped.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Build(Surroundings here)
    {
        var database = new Option<string?>("--database")
        {
            Description = "A PostgreSQL connection string. Default: the embedded database.",
            HelpName = "CONNECTION",
        };
        var role = Options.Word(
            "--role",
            "web, worker or both. Default: both.",
            "ROLE",
            "web",
            "worker",
            "both",
            "web,worker"
        );
        return new Command(Name, "Run the server and its page until Ctrl-C.")
        {
            CommonOptions.Port,
            database,
            role,
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
                        Port = command.Get(CommonOptions.Port) ?? PolpoServerOptions.DefaultPort,
                        Database = command.Get(database) ?? here["POLPO_DATABASE"],
                        SandboxKind = command.Get(CommonOptions.Sandbox),
                        Roles = RolesOf(command.Get(role)),
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
                await new Serving(server, command).UntilStoppedAsync(cancellationToken);
                command.Say("Stopping: agents come to a durable point first.");
                return ExitCode.Done;
            }
        );
    }

    private static IReadOnlyList<ServerRole> RolesOf(string? name) =>
        name switch
        {
            "web" => [ServerRole.Web],
            "worker" => [ServerRole.Worker],
            _ => [ServerRole.Web, ServerRole.Worker],
        };
}
