using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Watchers;

/// <summary>What a task's transactions do for those that watch it.</summary>
internal static class WatcherWork
{
    public const string Kind = "task_watch";

    /// <summary>All watchers of a task are one subject, and fire in the order in which they were made.</summary>
    public static Wake WakeOf(AgentTask task) => new(Kind, task.Id, Person: task.Requester);

    /// <summary>The task has come into a status: who waited for it has its reason from now on, however soon the task moves on.</summary>
    public static async Task TellWatchersAsync(this Work work, AgentTask task, CancellationToken cancellationToken)
    {
        if (!task.Watched)
            return;
        var waiting = await work
            .Db.Set<TaskWatcher>()
            .Where(row => row.Task == task.Id && row.Status == WatcherStatus.Waiting && row.TargetStatus == task.Status)
            .ToListAsync(cancellationToken);
        foreach (var watcher in waiting)
            watcher.Make(WatcherMove.Reach, work.Now);
        if (waiting.Count > 0)
            work.Wake(WakeOf(task));
    }

    /// <summary>The task is gone, and what could still be told of it.</summary>
    public static async Task ForgetWatchersAsync(this Work work, AgentTask task, CancellationToken cancellationToken)
    {
        if (!task.Watched)
            return;
        var watchers = await work
            .Db.Set<TaskWatcher>()
            .Where(row => row.Task == task.Id)
            .ToListAsync(cancellationToken);
        work.Db.RemoveRange(watchers);
    }
}
