using System.CommandLine;
using Polpo.Cli.Missions;
using Polpo.Cli.Shell;

namespace Polpo.Cli.Playbooks;

/// <summary><c>polpo playbook run</c>: makes a mission of a playbook and stays with it, as <c>mission run</c> does.</summary>
internal static class RunPlaybookCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Only print the mission that it would be.",
    };

    public static Command Build(Surroundings here) =>
        new Command("run", "Make a mission of a playbook, run it and follow it to its end, or until it waits for you.")
        {
            PlaybookOptions.Named,
            PlaybookOptions.Values,
            DryRun,
            CommonOptions.Repo,
            CommonOptions.Sandbox,
            CommonOptions.Json,
        }.Does(
            here,
            (command, cancellationToken) =>
                command.Get(DryRun) ? TryAsync(command, cancellationToken) : RunAsync(command, cancellationToken)
        );

    private static async Task<int> RunAsync(Invocation command, CancellationToken cancellationToken)
    {
        var values = PlaybookOptions.Read(command);
        await using var connection = await command.ConnectToWorkAsync(command.IdsFromNow(), cancellationToken);
        var workspace = await command.WorkspaceAsync(connection.Client, cancellationToken);
        var started = await connection.Client.Playbooks.RunAsync(
            command.Get(PlaybookOptions.Named),
            values,
            workspace.Id,
            cancellationToken
        );
        foreach (var warning in started.Warnings)
            command.Note($"Note: {warning}");
        return await RunMissionCommand.FollowAsync(command, connection, started.Mission, cancellationToken);
    }

    private static async Task<int> TryAsync(Invocation command, CancellationToken cancellationToken)
    {
        var values = PlaybookOptions.Read(command);
        var name = command.Get(PlaybookOptions.Named);
        await using var connection = await command.ConnectAsync(cancellationToken);
        var workspace = await command.WorkspaceOrPathAsync(connection.Client, cancellationToken);
        var found = await connection.Client.Playbooks.PreviewAsync(name, values, workspace, cancellationToken);
        command.Show(
            found,
            output =>
            {
                if (found.Valid)
                    output.WriteLine(Plain.Text(found.Mission!.ToJsonString(PlaybookText.Readable))); // valid
                PlaybookText.Write(output, name, found);
            }
        );
        return found.Valid ? ExitCode.Done : ExitCode.Refused;
    }
}
