using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Workspaces.Membership;

internal static class Standing
{
    /// <summary>Whether somebody may have work done in a workspace, as the rows of this transaction say.</summary>
    public static async Task<bool> MayHaveDoneAsync(
        this Work work,
        Id<Workspace> workspace,
        Caller person,
        CancellationToken cancellationToken
    )
    {
        if (!await WorkspaceQueries.VisibleTo(work.Db, person).AnyAsync(row => row.Id == workspace, cancellationToken))
            return false;
        var rights = await AccessRules.RightsOfUserAsync(work, person.User, cancellationToken);
        return rights.May(PermissionKeys.SessionsCreate) || rights.May(PermissionKeys.SessionsEdit);
    }
}
