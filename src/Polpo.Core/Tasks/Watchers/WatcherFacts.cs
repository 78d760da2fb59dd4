using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tasks.Watchers;

/// <param name="Action">Its kind.</param>
public sealed record WatcherCreated(Id<TaskWatcher> Watcher, TaskStatus TargetStatus, string Action) : IFact
{
    public static string Type => "watcher.created";
}

/// <param name="Reference">What was started, such as a task's id.</param>
/// <param name="Message">What the watcher was to say.</param>
public sealed record WatcherFired(
    Id<TaskWatcher> Watcher,
    TaskStatus TargetStatus,
    string Action,
    string? Reference,
    string? Message
) : IFact
{
    public static string Type => "watcher.fired";
}

public sealed record WatcherFailed(Id<TaskWatcher> Watcher, TaskStatus TargetStatus, string Action, string Error)
    : IFact
{
    public static string Type => "watcher.failed";
}

public sealed record WatcherRemoved(Id<TaskWatcher> Watcher) : IFact
{
    public static string Type => "watcher.removed";
}
