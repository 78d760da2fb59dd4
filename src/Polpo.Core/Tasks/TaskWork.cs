using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Deadlines;
using Polpo.Core.Tasks.Watchers;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks;

/// <summary>What is done to tasks inside a transaction, by people's commands and by the driver alike.</summary>
internal static class TaskWork
{
    public const string Kind = "task";

    private const int WokenForASlot = 10;

    public static Wake WakeOf(AgentTask task, DateTimeOffset? dueAt = null) =>
        new(Kind, task.Id, dueAt, (int)task.Priority, task.Requester);

    public static Task<AgentTask> TaskAsync(this Work work, Id<AgentTask> id, CancellationToken cancellationToken) =>
        work.Db.Set<AgentTask>().SingleAsync(row => row.Id == id, cancellationToken);

    /// <summary>Moves the task, says so in the journal, and wakes it and those that wait for it.</summary>
    public static async Task MoveTaskAsync(
        this Work work,
        AgentTask task,
        TaskMove move,
        string actor,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var from = task.Status;
        task.Move(move, work.Now, reason);
        if (from == TaskStatus.AwaitingApproval)
            task.Approval = null;
        var isLate = task.Status.IsTerminal() && task.Sla == SlaStatus.Violated;
        if (isLate || (from == TaskStatus.AwaitingApproval && move == TaskMove.Fail))
            await work.WithdrawApprovalsAsync(task.Id, cancellationToken);
        work.Append(task.Id, actor, new TaskMoved(from, task.Status, move, task.Phase, reason));
        work.WakeUnlessOwner(WakeOf(task));
        await work.TellWatchersAsync(task, cancellationToken);
        if (task.Spec.Driver is { } driver && !(from.IsAtWork() && task.Status.IsAtWork()))
            work.WakeUnlessOwner(new Wake(driver.Kind, driver.Id));
        if (task is { Status: TaskStatus.Done, Deadline: { } deadline } && work.Now <= deadline)
            Meet(work, task, deadline);
        if (task.Status.IsTerminal() || task.Status == TaskStatus.AwaitingApproval)
            await work.WakeWaitingAsync(task, cancellationToken);
    }

    /// <summary>The row goes, and what watches it; facts stay.</summary>
    public static async Task ForgetTaskAsync(
        this Work work,
        AgentTask task,
        string actor,
        CancellationToken cancellationToken
    )
    {
        work.Db.Remove(task);
        work.Append(task.Id, actor, new TaskDeleted(task.Title));
        await work.ForgetWatchersAsync(task, cancellationToken);
    }

    /// <summary>Has the task's deadline looked at, from now on.</summary>
    public static void WatchDeadline(this Work work, AgentTask task)
    {
        if (task.Deadline is not null)
            work.Wake(new Wake(TaskDeadline.SubjectKind, task.Id, work.Now));
    }

    private static void Meet(Work work, AgentTask task, DateTimeOffset deadline)
    {
        if (task.Sla.After(SlaMove.Meet) is not { } met)
            return;
        task.Sla = met;
        work.Append(task.Id, "system", new SlaMet("task", deadline, (long)(deadline - work.Now).TotalMilliseconds));
    }

    /// <summary>The next attempt begins anew, in a session of its own.</summary>
    public static async Task CloseAttemptAsync(this Work work, AgentTask task, CancellationToken cancellationToken)
    {
        if (task.Session is { } id)
            work.EndSession(await work.Db.Set<Session>().SingleAsync(row => row.Id == id, cancellationToken));
        task.Session = null;
        task.FixAttempts = 0;
        task.Phase = TaskPhase.Execution;
        task.OutcomesBlob = null;
    }

    /// <summary>The task's sessions whose turn is over.</summary>
    public static IQueryable<Session> IdleOf(this PolpoDb db, AgentTask task) =>
        db.Set<Session>().Where(row => row.DriverId == task.Id.Text && row.Status == SessionStatus.Idle);

    /// <summary>Ends them: a task that has ended holds nothing.</summary>
    public static async Task EndIdleAsync(this Work work, AgentTask task, CancellationToken cancellationToken)
    {
        foreach (var session in await work.Db.IdleOf(task).ToListAsync(cancellationToken))
            work.EndSession(session);
    }

    /// <summary>Ends every open session of the task, its reviewers' too: their processes stop now.</summary>
    public static async Task<IReadOnlyList<Id<Session>>> StopSessionsAsync(
        this Work work,
        AgentTask task,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var open = await work
            .Db.Set<Session>()
            .Where(row => row.DriverId == task.Id.Text)
            .Where(row => row.Status == SessionStatus.Idle || row.Status == SessionStatus.Running)
            .ToListAsync(cancellationToken);
        foreach (var session in open)
            await work.CancelSessionAsync(session, reason, actor, cancellationToken);
        return [.. open.Select(session => session.Id)];
    }

    /// <summary>The parts of a work are queued only once what they depend on is done.</summary>
    private static bool MayStart(AgentTask task) => task.DependsOn.Count == 0 || task.Part is not null;

    /// <summary>Tasks that depend on this one, and the most urgent of those that may wait for its slot.</summary>
    public static async Task WakeWaitingAsync(this Work work, AgentTask task, CancellationToken cancellationToken)
    {
        var pending = await work
            .Db.Set<AgentTask>()
            .Where(row => row.Workspace == task.Workspace && row.Status == TaskStatus.Pending && row.Id != task.Id)
            .OrderByDescending(row => row.Priority)
            .ThenBy(row => row.CreatedAt)
            .ToListAsync(cancellationToken);
        var dependents = pending.Where(row => row.DependsOn.Contains(task.Id.Text));
        // Of those whose dependency failed, none hears of it when the last that ran has ended.
        if (pending.Exists(row => row.DependsOn.Count > 0) && !await IsBusyAsync(work, task, cancellationToken))
            dependents = pending.Where(row => row.DependsOn.Count > 0);
        foreach (var waiting in dependents.Union(pending.Where(MayStart).Take(WokenForASlot)))
            work.Wake(WakeOf(waiting));
    }

    private static Task<bool> IsBusyAsync(Work work, AgentTask task, CancellationToken cancellationToken) =>
        work
            .Db.Set<AgentTask>()
            .AnyAsync(
                row =>
                    row.Workspace == task.Workspace
                    && row.Id != task.Id
                    && (
                        row.Status == TaskStatus.Assigned
                        || row.Status == TaskStatus.InProgress
                        || row.Status == TaskStatus.Review
                        || row.Status == TaskStatus.AwaitingApproval
                    ),
                cancellationToken
            );
}
