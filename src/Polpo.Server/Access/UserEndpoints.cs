using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Server.Identity;
using Polpo.Server.Manners;

namespace Polpo.Server.Access;

internal static class UserEndpoints
{
    public static void MapUsers(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/users").WithTags("People");
        group.MapGet("", ListAsync).Needs(PermissionKeys.UsersView).WithSummary("Who uses this installation, by name.");
        group.MapPost("", AddAsync).Needs(PermissionKeys.UsersManage).WithSummary("Adds a person with roles.");
        group
            .MapPut("/{user}/roles", SetRolesAsync)
            .Needs(PermissionKeys.UsersManage)
            .WithSummary("All the roles that a person holds from now on; `user` is an id or a name.");
        group
            .MapPost(
                "/{user}/disable",
                (string user, Caller caller, People people, CancellationToken cancellationToken) =>
                    SetEnabledAsync(user, false, caller, people, cancellationToken)
            )
            .Needs(PermissionKeys.UsersManage)
            .WithSummary("Nobody gets in as this person any more, with a browser or a key.");
        group
            .MapPost(
                "/{user}/enable",
                (string user, Caller caller, People people, CancellationToken cancellationToken) =>
                    SetEnabledAsync(user, true, caller, people, cancellationToken)
            )
            .Needs(PermissionKeys.UsersManage)
            .WithSummary("Lets a disabled person in again.");
        group
            .MapPost("/{user}/sign-in-links", InviteAsync)
            .Needs(PermissionKeys.UsersManage)
            .AnswersOnce()
            .WithSummary("Makes a link that signs this person's browser in, once, within ten minutes.");
    }

    private static async Task<Page<UserView>> ListAsync(People people, CancellationToken cancellationToken) =>
        new([.. (await people.ListAsync(cancellationToken)).Select(AccessViews.View)]);

    private static async Task<Created<UserView>> AddAsync(
        AddUser body,
        Caller caller,
        People people,
        CancellationToken cancellationToken
    )
    {
        var person = await people.AddAsync(body.Name, body.Roles ?? [], caller, cancellationToken);
        return TypedResults.Created($"/api/v1/users/{person.User.Id}", person.View());
    }

    private static async Task<UserView> SetRolesAsync(
        string user,
        SetRoles body,
        Caller caller,
        People people,
        CancellationToken cancellationToken
    ) => (await people.SetRolesAsync(user, body.Roles, caller, cancellationToken)).View();

    private static async Task<UserView> SetEnabledAsync(
        string user,
        bool enabled,
        Caller caller,
        People people,
        CancellationToken cancellationToken
    ) => (await people.SetEnabledAsync(user, enabled, caller, cancellationToken)).View();

    private static async Task<SignInLinkView> InviteAsync(
        string user,
        Caller caller,
        HttpContext context,
        People people,
        CancellationToken cancellationToken
    )
    {
        var address = SignInLinks.AddressOf(context);
        return new SignInLinkView(SignInLinks.At(address, await people.InviteAsync(user, caller, cancellationToken)));
    }
}
