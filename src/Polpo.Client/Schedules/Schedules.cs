using System.Text.Json.Nodes;

namespace Polpo.Client;

/// <summary>When a schedule fires.</summary>
/// <param name="Kind">cron, once.</param>
/// <param name="Expression">For cron: minute, hour, day-of-month, month, day-of-week.</param>
/// <param name="At">For once: a local time such as <c>2026-12-01T09:00</c>, or one with its offset.</param>
/// <param name="Timezone">An IANA name; UTC when left out.</param>
/// <param name="EndsAt">For cron: nothing fires after this.</param>
public sealed record ScheduleTime(
    string Kind,
    string? Expression = null,
    string? At = null,
    string? Timezone = null,
    DateTimeOffset? EndsAt = null
);

/// <summary>What becomes of occurrences that come late or too early.</summary>
/// <param name="CatchUp">skip (the default), latest.</param>
/// <param name="MisfireGraceSeconds">How late an occurrence may be and still run; 300.</param>
/// <param name="MaxConcurrency">How many runs may be at work at once; 1.</param>
public sealed record ScheduleRules(string? CatchUp = null, int? MisfireGraceSeconds = null, int? MaxConcurrency = null);

/// <summary>Work that the clock asks for. <c>invocation</c> has a <c>kind</c>, such as task, and what that kind takes.</summary>
public sealed record CreateSchedule
{
    public string? Workspace { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    public required ScheduleTime Timing { get; init; }
    public required JsonObject Invocation { get; init; }
    public ScheduleRules? Policy { get; init; }

    /// <summary>Anything of yours: at most 16 KB, 12 levels and 1000 values.</summary>
    public JsonObject? Metadata { get; init; }
}

/// <summary>What is to be different; what is left out stays.</summary>
public sealed record PatchSchedule
{
    public string? Name { get; init; }
    public string? Description { get; init; }
    public ScheduleTime? Timing { get; init; }
    public JsonObject? Invocation { get; init; }
    public ScheduleRules? Policy { get; init; }
    public JsonObject? Metadata { get; init; }
}

/// <param name="Status">active, paused, completed, deleted.</param>
/// <param name="Revision">Send it as <c>If-Match</c> with a change, so that nobody's change is overwritten unseen.</param>
public sealed record ScheduleView
{
    public required string Id { get; init; }
    public required string Workspace { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    public required ScheduleTime Timing { get; init; }
    public required JsonObject Invocation { get; init; }
    public required string Status { get; init; }
    public required ScheduleRules Policy { get; init; }
    public JsonObject? Metadata { get; init; }
    public DateTimeOffset? NextOccurrenceAt { get; init; }
    public DateTimeOffset? LastOccurrenceAt { get; init; }
    public int Runs { get; init; }
    public int Revision { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <param name="IdempotencyKey">The same key again is the same run.</param>
public sealed record RunSchedule(string? IdempotencyKey = null);

/// <param name="TriggerId">occurrence: and the minute on the wall clock, or manual: and the key.</param>
/// <param name="Status">pending, claimed, running, succeeded, failed, skipped, cancelled.</param>
/// <param name="Reference">What it started, such as a task's id.</param>
/// <param name="Error">Why it failed, was skipped or cancelled.</param>
public sealed record ScheduleRunView(
    string Id,
    string ScheduleId,
    DateTimeOffset OccurrenceAt,
    string TriggerId,
    string? IdempotencyKey,
    string Status,
    int Attempts,
    string? Reference,
    string? Result,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt
);
