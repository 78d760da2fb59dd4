using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules.Surfaces;

/// <summary>One kind of thing that a schedule can start. Features later in the order bring theirs.</summary>
public interface IScheduleSurface
{
    /// <summary>The word in <c>invocation.kind</c>.</summary>
    string Kind { get; }

    /// <summary>Whether it understands what is to be started; asked before a schedule is stored.</summary>
    /// <exception cref="RefusedException">It does not; the message names the field.</exception>
    Task CheckAsync(JsonObject invocation, Workspace workspace, Caller caller, CancellationToken cancellationToken);

    /// <summary>Starts it inside the run's own transaction: both are there, or neither.</summary>
    /// <returns>The id of what was started.</returns>
    /// <exception cref="RefusedException">It cannot be started; the message becomes the run's error.</exception>
    Task<string> StartAsync(Work work, ScheduledStart start, CancellationToken cancellationToken);

    /// <summary>How what was started has ended; null while it is at work. Whatever ends it wakes <see cref="ScheduleWork.WakeOf"/>.</summary>
    Task<RunEnd?> EndAsync(PolpoDb db, string reference, CancellationToken cancellationToken);

    /// <summary>A schedule, of whatever kind, was made, changed or deleted, or nothing of it comes any more: what it starts may stand differently. Told more than once.</summary>
    Task FollowAsync(Work work, Schedule schedule, string actor, CancellationToken cancellationToken);
}

/// <param name="Caller">For whom: with that person's rights.</param>
public sealed record ScheduledStart(Schedule Schedule, ScheduleRun Run, Workspace Workspace, Caller Caller)
{
    public JsonObject Invocation => Schedule.Invocation;
}

/// <param name="Text">Its result, or why it failed.</param>
public sealed record RunEnd(bool Succeeded, string? Text);
