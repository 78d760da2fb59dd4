using Polpo.Core.Schedules.Timing;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules.Runs;

/// <summary>One occurrence of a schedule, or a person's wish for one now, and what came of it.</summary>
public sealed class ScheduleRun : IIdentified
{
    public static string Prefix => "run";

    public required Id<ScheduleRun> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    public required Id<Schedule> Schedule { get; init; }

    /// <summary>When it was due.</summary>
    public required DateTimeOffset OccurrenceAt { get; init; }

    /// <summary>Unique in the schedule: the minute on the wall clock, or the key that a person gave. So nothing fires twice.</summary>
    public required string TriggerId { get; init; }

    /// <summary>What a person gave, so that asking twice is asking once.</summary>
    public string? IdempotencyKey { get; init; }

    public ScheduleRunStatus Status { get; private set; } = ScheduleRunStatus.Pending;

    /// <summary>How often it was tried to start it.</summary>
    public int Attempts { get; private set; }

    /// <summary>The kind of what it started: the schedule's own may be another by now.</summary>
    public string Surface { get; set; } = "";

    /// <summary>What it started, such as a task's id.</summary>
    public string? Reference { get; set; }

    public string? Result { get; set; }

    /// <summary>Why it failed, was skipped or cancelled, as a sentence.</summary>
    public string? Error { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public int Version { get; set; }

    public bool IsManual => TriggerId.StartsWith("manual:", StringComparison.Ordinal);

    /// <summary>What tells this run's work from that of others: the minute, or the end of its id.</summary>
    public string Label => IsManual ? $"run {Id.Text[^6..]}" : TriggerId["occurrence:".Length..].Replace('T', ' ');

    public static string TriggerOf(Occurrence occurrence) => "occurrence:" + occurrence.Name;

    public static string TriggerOf(string idempotencyKey) => "manual:" + idempotencyKey;

    /// <exception cref="RefusedException">A run in this state cannot do that.</exception>
    internal void Make(ScheduleRunMove move, DateTimeOffset now, string? error = null)
    {
        Status =
            Status.After(move)
            ?? throw new RefusedException(Refusal.Conflict, $"The run {Id} is {Status.Word()} already.");
        Attempts += move is ScheduleRunMove.Claim ? 1 : 0;
        StartedAt = move is ScheduleRunMove.Start ? now : StartedAt;
        EndedAt = Status.IsOpen() ? null : now;
        Error = error ?? Error;
        Version++;
    }
}
