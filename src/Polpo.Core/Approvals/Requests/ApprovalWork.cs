using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Gates;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Approvals.Requests;

/// <summary>What is done to requests inside the transaction of what waits.</summary>
public static class ApprovalWork
{
    public const string Kind = "approval";

    private const int LongestPayload = 64 * 1024;

    /// <summary>Writes the request down; its time-out, if it has one, is its due time.</summary>
    /// <param name="reason">Why it waits and what a decision does.</param>
    /// <param name="revisions">How often what waits was sent back before.</param>
    public static Approval RequestApproval(
        this Work work,
        Id<Approval> id,
        GateQuestion question,
        ApprovalGate gate,
        string reason,
        int revisions
    )
    {
        var payload = question.Data.ToJsonString();
        var approval = new Approval
        {
            Id = id,
            Workspace = question.Workspace,
            OwnerKind = question.Owner.Kind,
            OwnerId = question.Owner.Id,
            GateId = gate.Id,
            GateName = gate.Name,
            Hook = question.At,
            Title = question.Title,
            Reason = reason,
            Payload = payload.Length <= LongestPayload ? payload : "{}",
            Requester = question.Requester,
            RequesterName = question.RequesterName,
            NotifyChannels = gate.NotifyChannels,
            DueAt = gate.Timeout is { } limit ? work.Now + limit : null,
            TimeoutAction = gate.TimeoutAction,
            RevisionsLeft = Math.Max(0, gate.MaxRevisions - revisions),
            RequestedAt = work.Now,
        };
        work.Db.Add(approval);
        work.Append(
            approval.OwnerId,
            "system",
            new ApprovalRequested(id, gate.Id, gate.Name, approval.Hook, reason, approval.DueAt, gate.NotifyChannels)
        );
        if (approval.DueAt is { } due)
            work.Wake(new Wake(Kind, id, due));
        return approval;
    }

    /// <summary>What waited is gone: whatever of it is undecided is not asked any more.</summary>
    public static async Task WithdrawApprovalsAsync(this Work work, string ownerId, CancellationToken cancellationToken)
    {
        var open = await work
            .Db.Set<Approval>()
            .Where(row => row.OwnerId == ownerId && row.Status == ApprovalStatus.Pending)
            .ToListAsync(cancellationToken);
        foreach (var approval in open.Where(row => row.Status == ApprovalStatus.Pending))
        {
            approval.Move(ApprovalMove.Withdraw, null, null, work.Now);
            work.Append(
                ownerId,
                "system",
                new ApprovalResolved(approval.Id, approval.GateId, approval.Status, null, null)
            );
        }
    }
}
