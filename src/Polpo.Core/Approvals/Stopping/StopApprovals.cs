using Polpo.Core.Approvals.Requests;
using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals.Stopping;

/// <summary>A stop that waits for a person. The server that waits looks by itself; it may be gone.</summary>
internal sealed class StopApprovals : IApprovalOwner
{
    public const string Owner = "server_stop";

    public string Kind => Owner;

    public Task ResolvedAsync(Work work, Approval approval, CancellationToken cancellationToken) => Task.CompletedTask;
}
