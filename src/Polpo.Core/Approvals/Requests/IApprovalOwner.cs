using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals.Requests;

/// <summary>What waits for people: a later feature implements it for its own kind and does what a decision calls for.</summary>
public interface IApprovalOwner
{
    /// <summary>The kind of <see cref="Approval.OwnerKind"/>.</summary>
    string Kind { get; }

    /// <summary>Told in the transaction of the decision. What it throws undoes the decision and reaches the person.</summary>
    Task ResolvedAsync(Work work, Approval approval, CancellationToken cancellationToken);
}
