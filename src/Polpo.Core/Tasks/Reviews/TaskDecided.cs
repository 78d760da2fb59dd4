using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Assessment;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tasks.Escalation;
using Polpo.Core.Tasks.Holding;
using Polpo.Core.Tasks.Results;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Reviews;

/// <summary>Does what follows from the latest assessment: when it is in, and again when a person has let it pass a gate.</summary>
internal sealed class TaskDecided(
    IDatabase database,
    TaskAssessor assessor,
    TaskFinish finish,
    TaskGates gates,
    Consequences consequences,
    Reformulation reformulation,
    TaskRosters rosters,
    TaskOptions options
)
{
    public async Task<Next?> GoOnAsync(Owned owner, AgentTask seen, CancellationToken cancellationToken)
    {
        if (seen.RewritePending)
            return await reformulation.RewriteAsync(owner, seen, cancellationToken);
        var roster = await rosters.OfAsync(seen, cancellationToken);
        var result = (await assessor.ReadAsync(seen.AssessmentBlob, cancellationToken))!; // decided by it
        var decision = TaskDecision.For(
            seen,
            result,
            options with
            {
                MaxFixAttempts = roster.Settings.MaxFixAttempts ?? options.MaxFixAttempts,
            },
            roster.Find(seen.AssignTo)?.ReportsTo
        );
        TaskResult? left = null;
        if (decision is TaskDecision.Pass)
        {
            // No branch and no receipt before the gates are open.
            if (!await MayPassAsync(owner, seen, roster, result, cancellationToken))
                return null;
            var session = await database.ReadAsync(
                db => db.Set<Session>().SingleAsync(row => row.Id == seen.Session!.Value, cancellationToken),
                cancellationToken
            );
            (decision, left) = await finish.PrepareAsync(owner, seen, session, result, cancellationToken);
        }
        return await database.WriteAsync(
            owner,
            async work =>
            {
                var task = await work.TaskAsync(seen.Id, cancellationToken);
                if (!IsOpen(task))
                    return null;
                left?.Store(work, task);
                await FollowAsync(work, task, decision, result, roster, cancellationToken);
                return await LeaveAsync(work, task, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>What is done holds nothing any more.</summary>
    private static async Task<Next?> LeaveAsync(Work work, AgentTask task, CancellationToken cancellationToken)
    {
        if (task.Status != TaskStatus.Done)
            return null;
        await work.EndIdleAsync(task, cancellationToken);
        return task.Spec.Merge ? null : Next.WhenWoken;
    }

    private async Task FollowAsync(
        Work work,
        AgentTask task,
        TaskDecision decision,
        AssessmentResult result,
        Roster roster,
        CancellationToken cancellationToken
    )
    {
        if (decision is TaskDecision.Fail fail)
            task.NextPrompt = TaskPrompts.Retry(task, fail.Reason, result);
        var stopped =
            decision is TaskDecision.Pass
                ? null
                : await StopAsync(work, task, roster, decision, result, cancellationToken);
        if (stopped is null)
            await consequences.FollowAsync(work, task, decision, result, roster, cancellationToken);
        else if (stopped.Blocked is { } reason)
            await BlockAsync(work, task, decision, reason, cancellationToken);
    }

    private static bool IsOpen(AgentTask task) =>
        task is { Decided: true, Status: TaskStatus.Review or TaskStatus.AwaitingApproval, Approval: null };

    private async Task<bool> MayPassAsync(
        Owned owner,
        AgentTask seen,
        Roster roster,
        AssessmentResult result,
        CancellationToken cancellationToken
    )
    {
        var pass = new TaskDecision.Pass();
        if (!gates.StandAt(roster.Settings, Points(pass)))
            return true;
        return await database.WriteAsync(
            owner,
            async work =>
            {
                var task = await work.TaskAsync(seen.Id, cancellationToken);
                if (!IsOpen(task))
                    return false;
                var stopped = await StopAsync(work, task, roster, pass, result, cancellationToken);
                if (stopped?.Blocked is { } reason)
                    await BlockAsync(work, task, pass, reason, cancellationToken);
                return stopped is null;
            },
            cancellationToken
        );
    }

    private Task<Stopped?> StopAsync(
        Work work,
        AgentTask task,
        Roster roster,
        TaskDecision decision,
        AssessmentResult result,
        CancellationToken cancellationToken
    ) =>
        gates.StopAsync(
            work,
            task,
            roster.Settings,
            Points(decision),
            new TaskStep(To(decision))
            {
                Assessment = result,
                Reason = decision is TaskDecision.Pass ? null : TaskDecision.Why(task, result),
            },
            cancellationToken
        );

    /// <summary>A failure that is blocked is one more attempt, once a gate; whatever else is blocked fails.</summary>
    private static async Task BlockAsync(
        Work work,
        AgentTask task,
        TaskDecision decision,
        string reason,
        CancellationToken cancellationToken
    )
    {
        if (decision is not TaskDecision.Fail || task.Spec.SideEffects)
        {
            await work.MoveTaskAsync(task, TaskMove.Fail, "system", reason, cancellationToken);
            return;
        }
        await work.CloseAttemptAsync(task, cancellationToken);
        await work.MoveTaskAsync(task, task.AgainMove, "system", reason, cancellationToken);
    }

    private static IEnumerable<HookPoint> Points(TaskDecision decision) =>
        decision switch
        {
            TaskDecision.Pass => [HookPoint.AssessmentComplete, HookPoint.TaskComplete, HookPoint.TaskTransition],
            TaskDecision.Fix => [HookPoint.AssessmentComplete, HookPoint.TaskTransition],
            TaskDecision.Retry => [HookPoint.AssessmentComplete, HookPoint.TaskRetry, HookPoint.TaskTransition],
            TaskDecision.Fail => [HookPoint.AssessmentComplete, HookPoint.TaskFail, HookPoint.TaskTransition],
            _ => [],
        };

    private static TaskStatus To(TaskDecision decision) =>
        decision switch
        {
            TaskDecision.Pass => TaskStatus.Done,
            TaskDecision.Fail => TaskStatus.Failed,
            TaskDecision.AssessAgain => TaskStatus.Review,
            _ => TaskStatus.Pending,
        };
}
