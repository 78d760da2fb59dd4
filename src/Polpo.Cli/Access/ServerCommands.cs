using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Access;

/// <summary>Commands about the installation, whatever repository one is in.</summary>
internal static class ServerCommands
{
    public static Command AsksServer(
        this Command command,
        Surroundings here,
        Func<Invocation, PolpoClient, CancellationToken, Task> action
    )
    {
        command.Add(CommonOptions.Json);
        return command.Does(
            here,
            async (invocation, cancellationToken) =>
            {
                await using var connection = await invocation.ConnectAsync(cancellationToken);
                await action(invocation, connection.Client, cancellationToken);
                return ExitCode.Done;
            }
        );
    }
}
