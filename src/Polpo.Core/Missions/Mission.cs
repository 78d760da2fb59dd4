using Polpo.Core.Identity;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Schedules;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions;

/// <summary>A graph of tasks under a name, with its document as it was written.</summary>
public sealed class Mission : IIdentified
{
    public static string Prefix => "msn";

    public required Id<Mission> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    /// <summary>Unique in its workspace.</summary>
    public required string Name { get; set; }

    /// <summary>Byte for byte as it was written.</summary>
    public required string Document { get; set; }

    public MissionStatus Status { get; private set; }

    /// <summary>Why it paused or failed, as a sentence.</summary>
    public string? Reason { get; set; }

    /// <summary>Runs so far.</summary>
    public int ExecutionCount { get; set; }

    /// <summary>The latest run.</summary>
    public Id<MissionRun>? Run { get; set; }

    /// <summary>What starts it by itself; null: nothing does.</summary>
    public Id<Schedule>? Schedule { get; set; }

    public required Id<User> Requester { get; init; }

    public required string RequesterName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public int Version { get; set; }

    /// <summary>Whether it waits for its next time when this run has ended.</summary>
    public bool AwaitsNext(MissionRun run) => run.State.Recurs && Schedule is not null;

    /// <summary>Moves along the state machine, or refuses in words.</summary>
    public MissionStatus Move(MissionMove move, DateTimeOffset now, string? reason = null)
    {
        var next =
            Status.After(move)
            ?? throw new RefusedException(
                Refusal.Conflict,
                $"Mission \"{Name}\" is {Status.Word()}; it cannot be {Said(move)} now.{Advice(move)}"
            );
        (Reason, UpdatedAt) = (reason, now);
        Version++;
        return Status = next;
    }

    private string Advice(MissionMove move) =>
        (Status, move) switch
        {
            (MissionStatus.Completed, MissionMove.Execute) =>
                " Give it another name to run it once more, or delete it.",
            (MissionStatus.Active or MissionStatus.Paused, MissionMove.Execute) =>
                $" Wait for its end, or end it: polpo mission abort {Id}",
            _ => "",
        };

    private static string Said(MissionMove move) =>
        move switch
        {
            MissionMove.Execute => "run",
            MissionMove.Cancel => "aborted",
            MissionMove.Pause => "paused",
            MissionMove.Resume => "resumed",
            MissionMove.Schedule or MissionMove.Recur => "scheduled",
            _ => "moved on",
        };
}
