using Polpo.Core.Agents;
using Polpo.Core.Assessment;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tasks.Escalation;
using Polpo.Core.Tasks.Holding;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Reviews;

/// <summary>What a decision changes of a task whose gates are open.</summary>
internal sealed class Consequences(EscalationChain chain)
{
    public async Task FollowAsync(
        Work work,
        AgentTask task,
        TaskDecision decision,
        AssessmentResult result,
        Roster roster,
        CancellationToken cancellationToken
    )
    {
        switch (decision)
        {
            case TaskDecision.Pass:
                await PassAsync(work, task, cancellationToken);
                break;
            case TaskDecision.AssessAgain:
                await AssessAgainAsync(work, task, cancellationToken);
                break;
            case TaskDecision.Fix:
                task.FixAttempts++;
                task.Phase = TaskPhase.Fix;
                task.NextPrompt = TaskPrompts.Fix(task, result);
                work.Append(task.Id, "system", new TaskFix(task.FixAttempts));
                await work.MoveTaskAsync(task, task.AgainMove, "system", null, cancellationToken);
                break;
            case TaskDecision.Reconcile reconcile:
                await ReconcileAsync(work, task, reconcile, cancellationToken);
                break;
            case TaskDecision.Retry retry:
                await RetryAsync(work, task, retry, result, cancellationToken);
                break;
            case TaskDecision.Fail fail:
                await FailAsync(work, task, fail, result, roster, cancellationToken);
                break;
        }
    }

    private static async Task PassAsync(Work work, AgentTask task, CancellationToken cancellationToken)
    {
        var move = task.Status == TaskStatus.Review ? TaskMove.Pass : TaskMove.Accept;
        if (task.EscalationLevel > 0)
            work.Append(task.Id, "system", new EscalationResolved(task.EscalationLevel, "done"));
        await work.MoveTaskAsync(task, move, "system", null, cancellationToken);
    }

    private static async Task AssessAgainAsync(Work work, AgentTask task, CancellationToken cancellationToken)
    {
        task.AssessmentRetries++;
        task.Decided = false;
        task.UpdatedAt = work.Now;
        task.Version++;
        if (task.Status == TaskStatus.AwaitingApproval)
            await work.MoveTaskAsync(task, TaskMove.ApproveResult, "system", null, cancellationToken);
    }

    /// <summary>A new session: its checkout is of the commit that holds both texts.</summary>
    private static async Task ReconcileAsync(
        Work work,
        AgentTask task,
        TaskDecision.Reconcile reconcile,
        CancellationToken cancellationToken
    )
    {
        var fixes = task.FixAttempts + 1;
        await work.CloseAttemptAsync(task, cancellationToken);
        (task.FixAttempts, task.Phase) = (fixes, TaskPhase.Fix);
        (task.Head, task.NextPrompt) = (reconcile.Head, reconcile.Prompt);
        work.Append(task.Id, "system", new TaskFix(task.FixAttempts));
        await work.MoveTaskAsync(task, task.AgainMove, "system", null, cancellationToken);
    }

    private static async Task RetryAsync(
        Work work,
        AgentTask task,
        TaskDecision.Retry retry,
        AssessmentResult result,
        CancellationToken cancellationToken
    )
    {
        var why = TaskDecision.Why(task, result);
        task.NextPrompt = TaskPrompts.Retry(task, why, result);
        await work.CloseAttemptAsync(task, cancellationToken);
        task.Retries++;
        work.Append(task.Id, "system", new TaskRetried(task.Retries, why));
        if (retry.Escalates)
        {
            task.Escalated = true;
            task.AssignTo = retry.Agent ?? task.AssignTo;
            task.EscalatedModel = retry.Model;
            work.Append(task.Id, "system", new TaskEscalated(task.AssignTo, retry.Model));
        }
        await work.MoveTaskAsync(task, task.AgainMove, "system", why, cancellationToken);
    }

    private async Task FailAsync(
        Work work,
        AgentTask task,
        TaskDecision.Fail fail,
        AssessmentResult result,
        Roster roster,
        CancellationToken cancellationToken
    )
    {
        var step = new TaskStep(TaskStatus.Failed) { Assessment = result, Reason = fail.Reason };
        if (task.Spec.SideEffects)
            work.Append(task.Id, "system", new TaskRetryBlocked(fail.Reason));
        if (fail.Exhausted)
            work.Append(task.Id, "system", new TaskMaxRetries(task.Retries));
        if (fail.Exhausted && await chain.GoOnAsync(work, task, roster, step, cancellationToken))
            return;
        await work.MoveTaskAsync(task, TaskMove.Fail, "system", fail.Reason, cancellationToken);
    }
}
