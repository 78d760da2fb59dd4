using System.CommandLine;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Missions;

/// <summary>What a person says to a mission that there is.</summary>
internal static class MoveCommands
{
    private static readonly Option<bool> RetryFailed = new("--retry-failed")
    {
        Description = "Try its failed tasks again, with all of their retries.",
    };

    public static Command Pause(Surroundings here) =>
        Move(here, MissionDeed.Pause, "Begin nothing new until it is resumed; what is under way goes on to its end.");

    public static Command Abort(Surroundings here) =>
        Move(here, MissionDeed.Abort, "End the run now; its unfinished tasks fail, their processes are killed.");

    public static Command Resume(Surroundings here) =>
        new Command("resume", "Go on with a paused mission, past its checkpoint; or with a failed one.")
        {
            MissionCommand.Named,
            RetryFailed,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithMission(
            here,
            async (command, client, id, cancellationToken) =>
            {
                var resumed = await client.Missions.ResumeAsync(id, command.Get(RetryFailed), cancellationToken);
                command.Show(
                    resumed,
                    output =>
                        output.WriteLine(
                            $"{id} is {resumed.Status}: {Plain.Count(resumed.Retried, "task")} tried again, {resumed.Pending} to go."
                        )
                );
            }
        );

    public static Command Merge(Surroundings here) =>
        new Command("merge", "Merge the branch of a completed mission into the branch you are on.")
        {
            MissionCommand.Named,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithMission(
            here,
            async (command, client, id, cancellationToken) =>
            {
                var merged = await client.Missions.MergeAsync(id, cancellationToken);
                command.Show(
                    merged,
                    output => output.WriteLine(Plain.Text($"Merged into {merged.Branch} at {merged.Commit}."))
                );
            }
        );

    public static Command Delete(Surroundings here) =>
        new Command("delete", "Delete a mission and its tasks. Branches and receipts stay.")
        {
            MissionCommand.Named,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithMission(
            here,
            async (command, client, id, cancellationToken) =>
            {
                await client.Missions.DeleteAsync(id, cancellationToken);
                command.Show(new { deleted = id }, output => output.WriteLine($"{id} is deleted."));
            }
        );

    private static Command Move(Surroundings here, MissionDeed deed, string description) =>
        new Command(deed.ToString().ToLowerInvariant(), description)
        {
            MissionCommand.Named,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithMission(
            here,
            async (command, client, id, cancellationToken) =>
            {
                var mission = await client.Missions.MoveAsync(id, deed, cancellationToken);
                command.Show(
                    mission,
                    output => output.WriteLine(Plain.Text($"\"{mission.Name}\" is {mission.Status}."))
                );
            }
        );
}
