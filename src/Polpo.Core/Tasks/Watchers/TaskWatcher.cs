using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tasks.Watchers;

/// <summary>Something that is to happen, once, when a task comes into a status.</summary>
public sealed class TaskWatcher : IIdentified
{
    public static string Prefix => "watch";

    public required Id<TaskWatcher> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    public required Id<AgentTask> Task { get; init; }

    public required TaskStatus TargetStatus { get; init; }

    /// <summary><c>{ kind, … }</c>: what is to happen.</summary>
    public required JsonObject Action { get; init; }

    /// <summary>For whom, and with whose rights.</summary>
    public required Id<User> Owner { get; init; }

    public required string OwnerName { get; init; }

    public WatcherStatus Status { get; private set; }

    /// <summary>What it started, such as a task's id.</summary>
    public string? Reference { get; set; }

    /// <summary>Why the action was refused, as a sentence.</summary>
    public string? Error { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReachedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public int Version { get; set; }

    public string ActionKind => Action["kind"]!.GetValue<string>(); // checked when it was made

    internal Caller Caller => new(Owner, OwnerName);

    /// <exception cref="RefusedException">A watcher in this state cannot do that.</exception>
    internal void Make(WatcherMove move, DateTimeOffset now)
    {
        Status =
            Status.After(move) ?? throw new RefusedException(Refusal.Conflict, $"The watcher {Id} is {Status.Word()}.");
        ReachedAt ??= now;
        EndedAt = Status.IsOpen() ? null : now;
        Version++;
    }
}
