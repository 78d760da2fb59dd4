using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;

namespace Polpo.Server.Workspaces;

internal static class MemberEndpoints
{
    public static void MapMembers(this RouteGroupBuilder workspaces)
    {
        workspaces
            .MapGet("/{id}/members", ListAsync)
            .Needs(PermissionKeys.WorkspacesView)
            .WithSummary("Who sees this workspace besides the Admins, by name.");
        workspaces
            .MapPut("/{id}/members/{user}", AddAsync)
            .Needs(PermissionKeys.WorkspacesUsers)
            .WithSummary("Has a person see this workspace; `user` is an id or a name.");
        workspaces
            .MapDelete("/{id}/members/{user}", RemoveAsync)
            .Needs(PermissionKeys.WorkspacesUsers)
            .WithSummary("To this person the workspace is not there any more, at once.");
    }

    private static async Task<Page<MemberView>> ListAsync(
        string id,
        Caller caller,
        Members members,
        CancellationToken cancellationToken
    ) =>
        new([
            .. (await members.ListAsync(Id<Workspace>.Parse(id), caller, cancellationToken)).Select(
                member => new MemberView(member.User.Id, member.User.Name, member.AddedAt)
            ),
        ]);

    private static async Task<NoContent> AddAsync(
        string id,
        string user,
        Caller caller,
        Members members,
        CancellationToken cancellationToken
    )
    {
        await members.AddAsync(Id<Workspace>.Parse(id), user, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveAsync(
        string id,
        string user,
        Caller caller,
        Members members,
        CancellationToken cancellationToken
    )
    {
        await members.RemoveAsync(Id<Workspace>.Parse(id), user, caller, cancellationToken);
        return TypedResults.NoContent();
    }
}
