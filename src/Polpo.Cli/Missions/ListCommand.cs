using System.CommandLine;
using System.Globalization;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Missions;

/// <summary><c>polpo mission list</c>: those that are stored, and the files that are not.</summary>
internal static class ListCommand
{
    private static readonly Option<string?> Status = new("--status")
    {
        Description = "Only those: draft, scheduled, recurring, active, paused, completed, failed or cancelled.",
        HelpName = "STATUS",
    };

    public static Command Build(Surroundings here) =>
        new Command("list", $"List the repository's missions, newest first, and the files in {MissionFile.Folder}.")
        {
            Status,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.Does(
            here,
            async (command, cancellationToken) =>
            {
                await using var connection = await command.ConnectAsync(cancellationToken);
                var missions = await StoredAsync(command, connection.Client, cancellationToken);
                command.ShowAll(
                    missions,
                    output =>
                    {
                        Plain.Table(output, ["MISSION", "STATUS", "RUNS", "NAME"], missions.Select(Row));
                        foreach (var file in MissionFile.Others(command, missions.Select(mission => mission.Name)))
                            output.WriteLine(Plain.Text($"Not stored yet: {file}"));
                    }
                );
                return ExitCode.Done;
            }
        );

    private static async Task<IReadOnlyList<MissionView>> StoredAsync(
        Invocation command,
        PolpoClient client,
        CancellationToken cancellationToken
    ) =>
        await command.FindWorkspaceAsync(client, cancellationToken) is { } workspace
            ? (
                await client.Missions.ListAsync(workspace, command.Get(Status), cancellationToken: cancellationToken)
            ).Items
            : [];

    private static string[] Row(MissionView mission) =>
        [mission.Id, mission.Status, mission.ExecutionCount.ToString(CultureInfo.InvariantCulture), mission.Name];
}
