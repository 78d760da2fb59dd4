using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;

namespace Polpo.Server.Access;

internal static class RoleEndpoints
{
    public static void MapRoles(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/roles").WithTags("People");
        group.MapGet("", ListAsync).Needs(PermissionKeys.UsersView).WithSummary("The roles and what each grants.");
        group.MapGet("/{name}", GetAsync).Needs(PermissionKeys.UsersView).WithSummary("One role.");
        group
            .MapPut("/{name}", SetAsync)
            .Needs(Rights.Admin)
            .WithSummary("Makes a role, or has it grant exactly these permissions, at once for all who hold it.");
        group.MapDelete("/{name}", RemoveAsync).Needs(Rights.Admin).WithSummary("Removes a role that nobody holds.");
    }

    private static async Task<Page<RoleView>> ListAsync(Roles roles, CancellationToken cancellationToken) =>
        new([.. (await roles.ListAsync(cancellationToken)).Select(AccessViews.View)]);

    private static async Task<RoleView> GetAsync(string name, Roles roles, CancellationToken cancellationToken) =>
        (await roles.GetAsync(name, cancellationToken)).View();

    private static async Task<RoleView> SetAsync(
        string name,
        SetRole body,
        Caller caller,
        Roles roles,
        CancellationToken cancellationToken
    ) => (await roles.SetAsync(name, body.Permissions, caller, cancellationToken)).View();

    private static async Task<NoContent> RemoveAsync(
        string name,
        Caller caller,
        Roles roles,
        CancellationToken cancellationToken
    )
    {
        await roles.RemoveAsync(name, caller, cancellationToken);
        return TypedResults.NoContent();
    }
}
