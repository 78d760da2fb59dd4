using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals.Requests;

/// <summary>Whoever asked for the work cannot be the only one who approves it, unless there is nobody else.</summary>
internal static class ApproverRule
{
    /// <summary>Who may decide is who may see the workspace: its owner.</summary>
    public static async Task CheckAsync(
        Work work,
        Approval approval,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        Check(
            approval,
            caller,
            await work
                .Db.Set<Workspace>()
                .AnyAsync(row => row.Id == approval.Workspace && row.Owner != approval.Requester, cancellationToken)
        );

    /// <param name="others">Whether anybody but the requester may decide here.</param>
    public static void Check(Approval approval, Caller caller, bool others)
    {
        if (others && caller.User == approval.Requester)
            throw new RefusedException(
                Refusal.Forbidden,
                $"You asked for \"{approval.Title}\", so somebody else has to approve it. You may reject it."
            );
    }
}
