using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Workspaces.Membership;

/// <summary>Who sees a workspace besides the Admins.</summary>
public sealed class Members(IDatabase database, WorkspaceQueries workspaces)
{
    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<(User User, DateTimeOffset AddedAt)>> ListAsync(
        Id<Workspace> workspace,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await workspaces.GetAsync(workspace, caller, cancellationToken);
        var rows = await database.ReadAsync(
            db =>
                db.Set<Member>()
                    .Where(row => row.Workspace == workspace)
                    .Join(db.Set<User>(), row => row.User, user => user.Id, (row, user) => new { user, row.AddedAt })
                    .OrderBy(row => row.user.Name)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        return rows.ConvertAll(row => (row.user, row.AddedAt));
    }

    /// <summary>They see the workspace from their next request on. Adding a member again changes nothing.</summary>
    /// <param name="who">An id or a name.</param>
    public Task AddAsync(Id<Workspace> workspace, string who, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(
            workspace,
            who,
            caller,
            (work, found, member) =>
            {
                var user =
                    found
                    ?? throw new RefusedException(
                        Refusal.NotFound,
                        $"There is nobody \"{who}\". `polpo user list` shows who there is."
                    );
                if (member is not null)
                    return;
                work.Db.Add(
                    new Member
                    {
                        Workspace = workspace,
                        User = user.Id,
                        AddedAt = work.Now,
                    }
                );
                work.Append(user.Id, caller.Actor, new MemberAdded(workspace, user.Name));
            },
            cancellationToken
        );

    /// <summary>To them the workspace is not there any more, streams that they have open end.</summary>
    public Task RemoveAsync(Id<Workspace> workspace, string who, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(
            workspace,
            who,
            caller,
            (work, user, member) =>
            {
                // One answer for who is no member and for who is nobody: it tells nothing of people outside.
                if (user is null || member is null)
                    throw new RefusedException(
                        Refusal.NotFound,
                        $"Nobody \"{who}\" is a member of this workspace. `polpo workspace members` shows who is."
                    );
                work.Db.Remove(member);
                work.Append(user.Id, caller.Actor, new MemberRemoved(workspace, user.Name));
            },
            cancellationToken
        );

    private async Task ChangeAsync(
        Id<Workspace> workspace,
        string who,
        Caller caller,
        Action<Work, User?, Member?> change,
        CancellationToken cancellationToken
    )
    {
        caller.Require(PermissionKeys.WorkspacesUsers);
        await workspaces.GetAsync(workspace, caller, cancellationToken);
        await database.WriteAsync(
            Users.Installation,
            async work =>
            {
                var user = await Users.FindAsync(work.Db, who, cancellationToken);
                var member = user is null
                    ? null
                    : await work
                        .Db.Set<Member>()
                        .SingleOrDefaultAsync(
                            row => row.Workspace == workspace && row.User == user.Id,
                            cancellationToken
                        );
                change(work, user, member);
            },
            cancellationToken
        );
    }
}
