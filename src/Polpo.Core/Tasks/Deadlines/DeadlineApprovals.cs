using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Deadlines;

/// <summary>A person decides whether a task fails for its deadline; it is worked on meanwhile.</summary>
internal sealed class DeadlineApprovals : IApprovalOwner
{
    public string Kind => TaskDeadline.SubjectKind;

    /// <summary>Whoever watches the deadline does what was decided: processes stop after the transaction.</summary>
    public Task ResolvedAsync(Work work, Approval approval, CancellationToken cancellationToken)
    {
        if (approval.Verdict == Verdict.Approve)
            work.Wake(new Wake(Kind, approval.OwnerId, work.Now));
        return Task.CompletedTask;
    }
}

internal static class DeadlineRequests
{
    public static void AskToFail(this Work work, GateQuestion question, ApprovalGate gate, Id<Approval> id) =>
        work.RequestApproval(
            id,
            question with
            {
                Owner = question.Owner with { Kind = TaskDeadline.SubjectKind },
            },
            // There is nothing to send back: it is a question of yes or no.
            gate with
            {
                MaxRevisions = 0,
            },
            $"Waits at the gate \"{gate.Name}\" ({question.At}). The task's deadline has passed; it goes on meanwhile. Approve it to let the task fail, or reject it to let it go on.",
            0
        );

    /// <summary>The latest word counts: another deadline is another question.</summary>
    public static async Task<bool> MayFailAsync(this Work work, AgentTask task, CancellationToken cancellationToken) =>
        await work
            .Db.Set<Approval>()
            .Where(row => row.OwnerKind == TaskDeadline.SubjectKind && row.OwnerId == task.Id.Text)
            .OrderByDescending(row => row.Id)
            .FirstOrDefaultAsync(cancellationToken)
            is { Verdict: Verdict.Approve };
}
