using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tasks.Results;
using Polpo.Core.Tasks.Reviews;
using Polpo.Core.Workspaces;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks;

/// <summary>Everything one can do to a task. REST, CLI and the pages all come in through here.</summary>
public sealed class TaskCommands
{
    private readonly IDatabase _database;
    private readonly TaskQueries _queries;
    private readonly WorkspaceQueries _workspaces;
    private readonly TaskCreation _creation;
    private readonly TaskMerge _merge;
    private readonly ApprovalCommands _approvals;
    private readonly RunningTurns _running;
    private readonly TaskAssessor _assessor;

    internal TaskCommands(
        IDatabase database,
        TaskQueries queries,
        WorkspaceQueries workspaces,
        TaskCreation creation,
        TaskMerge merge,
        ApprovalCommands approvals,
        RunningTurns running,
        TaskAssessor assessor
    ) =>
        (_database, _queries, _workspaces, _creation, _merge, _approvals, _running, _assessor) = (
            database,
            queries,
            workspaces,
            creation,
            merge,
            approvals,
            running,
            assessor
        );

    public async Task<AgentTask> CreateAsync(TaskSpec spec, Caller caller, CancellationToken cancellationToken)
    {
        var workspace = await _workspaces.GetAsync(spec.Workspace, caller, cancellationToken);
        await _creation.RequireModelAsync(workspace, spec, cancellationToken);
        return await _database.WriteAsync(
            workspace.Id,
            work => _creation.CreateAsync(work, workspace, spec, caller, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>A draft is to be worked on.</summary>
    public Task<AgentTask> QueueAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            caller,
            (work, task) =>
            {
                // It would wait for what it depends on in the place of that.
                if (task is { Status: TaskStatus.Draft, Part: { } part })
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"\"{task.Title}\" is a part of \"{part.Group}\", which begins it when its turn has come."
                    );
                return work.MoveTaskAsync(task, TaskMove.Queue, caller.Actor, null, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Sets what is urgent about an unfinished task.</summary>
    public Task<AgentTask> ChangeAsync(
        Id<AgentTask> id,
        TaskChange change,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            caller,
            (work, task) =>
            {
                change.Apply(work, task, caller);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>A failed task gets a new attempt, with all of its retries, upon what the last one left. Where who asked for it may have nothing done any more it is done for the caller.</summary>
    public Task<AgentTask> RetryAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            caller,
            async (work, task) =>
            {
                if (!await work.MayHaveDoneAsync(task.Workspace, task.Asker, cancellationToken))
                    (task.Requester, task.RequesterName) = (caller.User, caller.Name);
                var reason = task.Reason;
                await work.MoveTaskAsync(task, TaskMove.Retry, caller.Actor, null, cancellationToken);
                task.BeginAnew();
                task.NextPrompt = reason is null ? null : TaskPrompts.Retry(task, reason, null);
            },
            cancellationToken
        );

    /// <summary>Stops the task now and fails it; its processes are killed.</summary>
    public async Task<AgentTask> KillAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken)
    {
        var reason = $"Killed by {caller.Name}.";
        IReadOnlyList<Id<Session>> stopped = [];
        var task = await ChangeAsync(
            id,
            caller,
            async (work, task) =>
            {
                await work.MoveTaskAsync(task, TaskMove.Fail, caller.Actor, reason, cancellationToken);
                stopped = await work.StopSessionsAsync(task, reason, caller.Actor, cancellationToken);
            },
            cancellationToken
        );
        foreach (var session in stopped)
            _running.Cancel(session);
        await _assessor.StopAsync(task, cancellationToken);
        return task;
    }

    /// <summary>Agrees to what the task waits for.</summary>
    public async Task<AgentTask> ApproveAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken)
    {
        await CheckWaitsAsync(id, caller, cancellationToken);
        await _approvals.ApproveAsync(id, null, caller, cancellationToken);
        return await _queries.GetAsync(id, caller, cancellationToken);
    }

    /// <summary>Refuses what the task waits for: with feedback, which is the next attempt's prompt, it is tried again; without, it fails.</summary>
    public async Task<AgentTask> RejectAsync(
        Id<AgentTask> id,
        string? feedback,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await CheckWaitsAsync(id, caller, cancellationToken);
        await _approvals.RejectAsync(id, feedback, caller, cancellationToken);
        return await _queries.GetAsync(id, caller, cancellationToken);
    }

    private async Task CheckWaitsAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken)
    {
        var task = await _queries.GetAsync(id, caller, cancellationToken);
        if (task.Approval is null)
            throw new RefusedException(
                Refusal.Conflict,
                task.Status == TaskStatus.AwaitingApproval
                    ? $"Task {id} has been decided; it goes on as soon as a server works on it."
                    : $"Task {id} is {task.Status.Word()}; it cannot be approved or rejected now."
            );
    }

    /// <summary>Has a done or failed task assessed again; it may change from one to the other.</summary>
    public Task<AgentTask> ReassessAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            caller,
            (work, task) =>
            {
                if (!task.Status.IsTerminal() || task.Session is null || task.Base is null)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"Task {id} is {task.Status.Word()}; only a done or failed task with a result can be assessed again."
                    );
                task.Reassessing = true;
                task.UpdatedAt = work.Now;
                task.Version++;
                work.Append(task.Id, caller.Actor, new TaskReassess());
                work.Wake(TaskWork.WakeOf(task));
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>Forgets a draft or finished task. Its facts, its branch and its receipt stay.</summary>
    public Task<AgentTask> DeleteAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            caller,
            async (work, task) =>
            {
                if (!task.Status.IsTerminal() && task.Status != TaskStatus.Draft)
                    throw new RefusedException(
                        Refusal.Conflict,
                        $"Task {id} is {task.Status.Word()}. Kill it first: polpo task kill {id}."
                    );
                await work.ForgetTaskAsync(task, caller.Actor, cancellationToken);
                await work.WakeWaitingAsync(task, cancellationToken);
                // What drives it may have waited for nothing else.
                if (task.Spec.Driver is { } driver)
                    work.Wake(new Wake(driver.Kind, driver.Id));
            },
            cancellationToken
        );

    /// <summary>Brings a done task's commit into the branch that is checked out in the user's clone.</summary>
    public async Task<MergedTask> MergeAsync(Id<AgentTask> id, Caller caller, CancellationToken cancellationToken)
    {
        var task = await _queries.GetAsync(id, caller, cancellationToken);
        var delivered = await _merge.DeliverAsync(task, cancellationToken);
        await _database.WriteAsync(
            task.Workspace,
            work => TaskMerge.RecordAsync(work, id, caller.Actor, delivered, cancellationToken),
            cancellationToken
        );
        return new MergedTask(delivered.Branch, delivered.Commit.Hash, delivered.FastForwarded);
    }

    /// <summary>Load what the caller may see, change, journal, save: one transaction.</summary>
    private async Task<AgentTask> ChangeAsync(
        Id<AgentTask> id,
        Caller caller,
        Func<Work, AgentTask, Task> change,
        CancellationToken cancellationToken
    )
    {
        var seen = await _queries.GetAsync(id, caller, cancellationToken);
        return await _database.WriteAsync(
            seen.Workspace,
            async work =>
            {
                var task = await work.TaskAsync(id, cancellationToken);
                await change(work, task);
                return task;
            },
            cancellationToken
        );
    }
}

public sealed record MergedTask(string Branch, string Commit, bool FastForwarded);
