using Polpo.Core.Approvals.Gates;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals.Requests;

/// <summary>Decides a request and has what waited go on, in one transaction.</summary>
internal sealed class Decisions(IEnumerable<IApprovalOwner> owners)
{
    private readonly Dictionary<string, IApprovalOwner> _owners = owners.ToDictionary(owner => owner.Kind);

    /// <param name="by">A person's name; null where time decided.</param>
    public async Task DecideAsync(
        Work work,
        Approval approval,
        ApprovalMove move,
        (string Actor, string? Name) by,
        string? note,
        CancellationToken cancellationToken
    )
    {
        if (move == ApprovalMove.Revise && approval.RevisionsLeft == 0)
            throw new RefusedException(
                Refusal.Conflict,
                $"\"{approval.Title}\" was sent back as often as the gate \"{approval.GateName}\" allows. Approve it, or reject it without feedback."
            );
        approval.Move(move, by.Name, note, work.Now);
        var (id, gate) = (approval.Id.Text, approval.GateId);
        if (move == ApprovalMove.Expire)
            work.Append(
                approval.OwnerId,
                by.Actor,
                new ApprovalTimeout(id, gate, approval.TimeoutAction.ToString().ToLowerInvariant())
            );
        else if (move == ApprovalMove.Revise)
            work.Append(
                approval.OwnerId,
                by.Actor,
                new ApprovalRejected(id, gate, by.Name!, note!, approval.RevisionsLeft - 1)
            );
        else
            work.Append(approval.OwnerId, by.Actor, new ApprovalResolved(id, gate, approval.Status, by.Name, note));
        await _owners[approval.OwnerKind].ResolvedAsync(work, approval, cancellationToken);
    }
}
