using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tasks.Escalation;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Holding;

/// <summary>What a decision does to the task that waited for it, in the decision's own transaction.</summary>
internal sealed class TaskApprovals : IApprovalOwner
{
    public string Kind => TaskWork.Kind;

    public async Task ResolvedAsync(Work work, Approval approval, CancellationToken cancellationToken)
    {
        var id = Id<AgentTask>.Parse(approval.OwnerId);
        var task = await work.Db.Set<AgentTask>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (task?.Approval != approval.Id || task.Status != TaskStatus.AwaitingApproval)
            return;
        var actor = approval.ResolvedBy ?? "system";
        task.Approval = null;
        switch (approval.Verdict)
        {
            case Verdict.Approve:
                await ApproveAsync(work, task, approval, actor, cancellationToken);
                break;
            case Verdict.Revise:
                await ReviseAsync(work, task, approval, cancellationToken);
                break;
            case Verdict.Reject:
                work.Append(task.Id, actor, new TaskRejected(actor, approval.Note));
                await work.MoveTaskAsync(task, TaskMove.Fail, actor, Refused(approval), cancellationToken);
                break;
            default:
                // The driver carries the decision of its last assessment on, to the next level.
                Touch(work, task, "Nobody answered in time; the next level of the escalation follows.");
                break;
        }
        if (EscalationChain.IsOwn(approval))
            work.Append(task.Id, actor, new EscalationResolved(task.EscalationLevel, Word(approval.Verdict)));
    }

    private static async Task ApproveAsync(
        Work work,
        AgentTask task,
        Approval approval,
        string actor,
        CancellationToken cancellationToken
    )
    {
        if (approval.ResolvedBy is { } person)
        {
            task.ApprovedBy = [.. task.ApprovedBy.Append(person).Distinct()];
            work.Append(task.Id, actor, new TaskApproved(person));
        }
        var hook = HookPoints.Parse(approval.Hook);
        if (task.HeldFrom is not (TaskStatus.Pending or TaskStatus.Assigned) && IsOfResult(hook))
            task.PassWithResult(approval.GateId);
        else
            task.PassedGates = [.. task.PassedGates, approval.GateId];
        switch (hook)
        {
            case var _ when task.HeldFrom is TaskStatus.Pending or TaskStatus.Assigned:
                await work.MoveTaskAsync(task, TaskMove.Resume, actor, null, cancellationToken);
                break;
            case HookPoint.AssessmentRun:
            case var _ when task.HeldFrom == TaskStatus.InProgress:
                task.Phase = TaskPhase.Review;
                await work.MoveTaskAsync(task, TaskMove.ApproveResult, actor, null, cancellationToken);
                break;
            case HookPoint.TaskFail:
                await TryOnceMoreAsync(work, task, actor, cancellationToken);
                break;
            default:
                Touch(work, task, "Approved; what follows from the result is being done.");
                break;
        }
    }

    /// <summary>Whether a person looked at a result there, and not at what is to be done next.</summary>
    private static bool IsOfResult(HookPoint? hook) =>
        hook
            is HookPoint.AssessmentRun
                or HookPoint.AssessmentComplete
                or HookPoint.TaskComplete
                or HookPoint.TaskTransition;

    /// <summary>A failure was looked at by a person: a new attempt by what its prompt says already.</summary>
    private static async Task TryOnceMoreAsync(
        Work work,
        AgentTask task,
        string actor,
        CancellationToken cancellationToken
    )
    {
        await work.CloseAttemptAsync(task, cancellationToken);
        await work.MoveTaskAsync(task, TaskMove.Resume, actor, null, cancellationToken);
    }

    private static async Task ReviseAsync(
        Work work,
        AgentTask task,
        Approval approval,
        CancellationToken cancellationToken
    )
    {
        var (by, feedback) = (approval.ResolvedBy!, approval.Note!); // a revision is a person's, with words
        task.Revisions++;
        work.Append(task.Id, by, new TaskRejected(by, feedback));
        if (task.HeldFrom is TaskStatus.Pending or TaskStatus.Assigned)
            // It has changed what is to be done and let nothing pass: the gate asks again.
            task.Rewritten = $"{task.Description ?? task.Title}\n\n{by} says: {feedback}";
        else
        {
            task.NextPrompt = TaskPrompts.Feedback(by, feedback);
            task.OutcomesBlob = null;
            task.Phase = TaskPhase.Fix;
            task.Assessments++;
        }
        await work.MoveTaskAsync(task, TaskMove.Resume, by, null, cancellationToken);
    }

    private static void Touch(Work work, AgentTask task, string reason)
    {
        (task.Reason, task.UpdatedAt, task.Version) = (reason, work.Now, task.Version + 1);
        work.Wake(TaskWork.WakeOf(task));
    }

    private static string Refused(Approval approval) =>
        approval.ResolvedBy is null ? $"Nobody approved it in time (gate \"{approval.GateName}\")."
        : approval.Note is { } note ? $"Rejected by {approval.ResolvedBy}: {note}"
        : $"Rejected by {approval.ResolvedBy}.";

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
