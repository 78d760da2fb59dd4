using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Tasks.Watchers.Actions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Watchers;

/// <summary>Everything one can do to watchers, and what one may see of them.</summary>
public sealed class WatcherCommands
{
    private const int MostOpen = 1_000;
    private const int LargestAction = 256 * 1024;

    private readonly IDatabase _database;
    private readonly TaskQueries _tasks;
    private readonly WorkspaceQueries _workspaces;
    private readonly WatcherActions _actions;
    private readonly TimeProvider _time;

    internal WatcherCommands(
        IDatabase database,
        TaskQueries tasks,
        WorkspaceQueries workspaces,
        WatcherActions actions,
        TimeProvider time
    ) => (_database, _tasks, _workspaces, _actions, _time) = (database, tasks, workspaces, actions, time);

    /// <summary>Has something happen once when the task comes into a status; at once when it is in it.</summary>
    /// <param name="action"><c>{ kind, … }</c>.</param>
    /// <exception cref="RefusedException">The action cannot be understood, or never could happen.</exception>
    public async Task<TaskWatcher> CreateAsync(
        Id<AgentTask> task,
        TaskStatus target,
        JsonObject action,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var seen = await _tasks.GetAsync(task, caller, cancellationToken);
        var workspace = await _workspaces.GetAsync(seen.Workspace, caller, cancellationToken);
        if (JsonSerializer.SerializeToUtf8Bytes(action).Length > LargestAction)
            throw new RefusedException(Refusal.OverLimit, $"action has more than {LargestAction / 1024} KB.");
        var known = _actions.Of(action);
        await known.CheckAsync(action, workspace, cancellationToken);
        if (known is TaskAction)
            TaskOrder.Read(action, TaskAction.Place, caller);
        return await _database.WriteAsync(
            workspace.Id,
            async work =>
            {
                await RefuseTooManyAsync(work, workspace.Id, cancellationToken);
                var row = await work.TaskAsync(task, cancellationToken);
                var watcher = new TaskWatcher
                {
                    Id = Id<TaskWatcher>.New(_time),
                    Workspace = workspace.Id,
                    Task = task,
                    TargetStatus = target,
                    Action = action.DeepClone().AsObject(),
                    Owner = caller.User,
                    OwnerName = caller.Name,
                    CreatedAt = work.Now,
                };
                work.Db.Add(watcher);
                work.Append(task, caller.Actor, new WatcherCreated(watcher.Id, target, watcher.ActionKind));
                row.Watched = true;
                row.Version++;
                if (row.Status == target)
                {
                    watcher.Make(WatcherMove.Reach, work.Now);
                    work.Wake(WatcherWork.WakeOf(row));
                }
                return watcher;
            },
            cancellationToken
        );
    }

    /// <summary>Newest first, older than <paramref name="after"/> when given.</summary>
    /// <param name="task">Only those of this task; null: of all.</param>
    /// <param name="active">Whether they still wait; null: whichever.</param>
    public async Task<IReadOnlyList<TaskWatcher>> ListAsync(
        Id<Workspace> workspace,
        Id<AgentTask>? task,
        bool? active,
        Id<TaskWatcher>? after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await _workspaces.GetAsync(workspace, caller, cancellationToken);
        return await _database.ReadAsync(
            db =>
            {
                var rows = db.Set<TaskWatcher>().Where(row => row.Workspace == workspace);
                if (task is { } only)
                    rows = rows.Where(row => row.Task == only);
                if (active is { } open)
                    rows = rows.Where(row =>
                        (row.Status == WatcherStatus.Waiting || row.Status == WatcherStatus.Reached) == open
                    );
                return rows.PageAsync(after, take, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>Takes a watcher away; what it did already stays.</summary>
    public async Task DeleteAsync(Id<TaskWatcher> id, Caller caller, CancellationToken cancellationToken)
    {
        var seen = await _database.ReadAsync(
            db => db.Set<TaskWatcher>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        if (seen is null || !await _workspaces.CanSeeAsync(seen.Workspace, caller, cancellationToken))
            throw new RefusedException(
                Refusal.NotFound,
                $"There is no watcher {id}. `polpo task watchers` shows those that there are."
            );
        await _database.WriteAsync(
            seen.Workspace,
            async work =>
            {
                var row = await work.Db.Set<TaskWatcher>().SingleAsync(one => one.Id == id, cancellationToken);
                work.Db.Remove(row);
                work.Append(row.Task, caller.Actor, new WatcherRemoved(row.Id));
            },
            cancellationToken
        );
    }

    private static async Task RefuseTooManyAsync(
        Work work,
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    )
    {
        var open = await work
            .Db.Set<TaskWatcher>()
            .CountAsync(
                row =>
                    row.Workspace == workspace
                    && (row.Status == WatcherStatus.Waiting || row.Status == WatcherStatus.Reached),
                cancellationToken
            );
        if (open >= MostOpen)
            throw new RefusedException(
                Refusal.OverLimit,
                $"{MostOpen} watchers wait already. Take some away: polpo task unwatch ID"
            );
    }
}
