using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals.Requests;

/// <summary>Whoever asked for the work cannot be the only one who approves it, unless there is nobody else.</summary>
internal static class ApproverRule
{
    public static async Task CheckAsync(
        Work work,
        Approval approval,
        Caller caller,
        CancellationToken cancellationToken
    ) => Check(approval, caller, await OthersAsync(work.Db, approval, cancellationToken));

    /// <summary>Who may decide sees the workspace, and has a role that lets them approve.</summary>
    private static async Task<bool> OthersAsync(PolpoDb db, Approval approval, CancellationToken cancellationToken)
    {
        var (workspace, requester) = (approval.Workspace, approval.Requester);
        var roles = await (
            from held in db.Set<UserRole>()
            where held.User != requester
            join user in db.Set<User>() on held.User equals user.Id
            where user.DisabledAt == null
            join role in db.Set<Role>() on held.Role equals role.Name
            where
                role.Name == Role.Admin
                || db.Set<Member>().Any(member => member.Workspace == workspace && member.User == user.Id)
            select role
        ).ToListAsync(cancellationToken);
        return roles.Exists(role =>
            Rights.Of(role.Permissions) is var rights
            && (rights.May(PermissionKeys.ApproveDev) || rights.May(PermissionKeys.ApproveQa))
        );
    }

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
