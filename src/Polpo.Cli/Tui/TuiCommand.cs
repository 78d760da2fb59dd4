using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Engine.Kernel;
using Spectre.Console;

namespace Polpo.Cli.Tui;

/// <summary><c>polpo tui</c>: teams, agents and live sessions in the terminal.</summary>
internal static class TuiCommand
{
    public static Command Build(Surroundings here) =>
        new Command("tui", "Teams, agents and live sessions in the terminal, with keys to add, rename and remove.")
        {
            CommonOptions.Repo,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                if (!here.Interactive)
                    throw new RefusedException(
                        Refusal.Invalid,
                        "This needs a terminal. In a script use: polpo status --json"
                    );
                await using var connection = await command.ConnectAsync(cancellationToken);
                var workspace = await command.WorkspaceAsync(connection.Client, cancellationToken);
                var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(here.Out) });
                console.AlternateScreen(() =>
                    ShowAsync(console, new TuiLoop(connection.Client, workspace, here), cancellationToken)
                        .GetAwaiter()
                        .GetResult()
                );
                return ExitCode.Done;
            }
        );

    private static Task ShowAsync(IAnsiConsole console, TuiLoop loop, CancellationToken cancellationToken) =>
        console
            .Live(new Text(""))
            .AutoClear(true)
            .StartAsync(screen => loop.RunAsync(state => screen.UpdateTarget(TuiView.Of(state)), cancellationToken));
}
