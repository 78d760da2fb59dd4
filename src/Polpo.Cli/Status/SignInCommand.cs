using System.CommandLine;
using Polpo.Cli.Shell;

namespace Polpo.Cli.Status;

/// <summary><c>polpo sign-in</c>: another one-time link to the page of the server that runs.</summary>
internal static class SignInCommand
{
    public static Command Build(Surroundings here) =>
        new Command("sign-in", "Print a new link that signs a browser in, once, within ten minutes.")
        {
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var link = await connection.Client.Server.MakeSignInLinkAsync(cancellationToken);
                command.Show(link, output => output.WriteLine(link.Url));
                return ExitCode.Done;
            }
        );
}
