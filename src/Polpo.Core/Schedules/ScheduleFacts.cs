using Polpo.Core.Schedules.Runs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules;

/// <param name="Timing">The cron expression or the time, in words with its zone.</param>
public sealed record ScheduleCreated(string? Name, string Invocation, string Timing, DateTimeOffset? NextAt) : IFact
{
    public static string Type => "schedule.created";
}

public sealed record ScheduleChanged(int Revision, string Timing, DateTimeOffset? NextAt) : IFact
{
    public static string Type => "schedule.changed";
}

public sealed record SchedulePaused(string? Reason = null) : IFact
{
    public static string Type => "schedule.paused";
}

public sealed record ScheduleResumed(DateTimeOffset? NextAt) : IFact
{
    public static string Type => "schedule.resumed";
}

/// <summary>Somebody else changed what it starts, or resumed it when its owner could not have it done any more: from now on it acts for them.</summary>
/// <param name="From">The name of whom it acted for.</param>
/// <param name="To">The name of whom it acts for.</param>
public sealed record ScheduleTakenOver(string From, string To) : IFact
{
    public static string Type => "schedule.taken_over";
}

public sealed record ScheduleDeleted(string? Name) : IFact
{
    public static string Type => "schedule.deleted";
}

/// <summary>A run began its work.</summary>
/// <param name="Reference">What it started, such as a task's id.</param>
public sealed record ScheduleTriggered(
    Id<ScheduleRun> Run,
    DateTimeOffset OccurrenceAt,
    string Trigger,
    string Invocation,
    string? Reference,
    string? Timing = null,
    DateTimeOffset? NextAt = null
) : IFact
{
    public static string Type => "schedule.triggered";
}

/// <summary>An occurrence was not run.</summary>
/// <param name="Missed">How many came before it and were missed as well.</param>
public sealed record ScheduleSkipped(Id<ScheduleRun> Run, DateTimeOffset OccurrenceAt, string Reason, int Missed)
    : IFact
{
    public static string Type => "schedule.skipped";
}

public sealed record ScheduleRunEnded(Id<ScheduleRun> Run, ScheduleRunStatus Status, string? Reference, string? Error)
    : IFact
{
    public static string Type => "schedule.run_ended";
}

/// <summary>The clock was put back: what comes next was looked up anew.</summary>
public sealed record ScheduleMoved(DateTimeOffset? From, DateTimeOffset? To) : IFact
{
    public static string Type => "schedule.moved";
}

/// <summary>Nothing of it comes any more.</summary>
/// <param name="EndsAt">Its end, when that is why.</param>
public sealed record ScheduleCompleted(DateTimeOffset? EndsAt) : IFact
{
    public static string Type => "schedule.completed";
}
