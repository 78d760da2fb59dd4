using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access.Keys;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Server.Manners;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Access;

internal static class KeyEndpoints
{
    public static void MapKeys(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/keys").WithTags("People");
        group
            .MapPost("", CreateAsync)
            .ForEverybody()
            .AnswersOnce()
            .WithSummary("Makes a key for a program. The answer has it; it is shown this once.");
        group.MapGet("", ListAsync).ForEverybody().WithSummary("Your keys; of who manages users, everybody's.");
        group.MapDelete("/{id}", RevokeAsync).ForEverybody().WithSummary("Revokes a key at once.");
    }

    private static async Task<Created<KeyView>> CreateAsync(
        CreateKey body,
        Caller caller,
        WorkspaceChoice choice,
        ApiKeys keys,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var workspace = body.Workspace is { Length: > 0 } named
            ? (await choice.ResolveAsync(named, caller, cancellationToken)).Id.Text
            : null;
        var made = await keys.CreateAsync(
            new KeySpec(body.Name, workspace, body.Permissions, body.ExpiresAt),
            caller,
            cancellationToken
        );
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/keys/{made.Key.Id}", made.View());
    }

    private static async Task<Page<KeyView>> ListAsync(
        Caller caller,
        ApiKeys keys,
        CancellationToken cancellationToken
    ) => new([.. (await keys.ListAsync(caller, cancellationToken)).Select(AccessViews.View)]);

    private static async Task<NoContent> RevokeAsync(
        string id,
        Caller caller,
        ApiKeys keys,
        CancellationToken cancellationToken
    )
    {
        await keys.RevokeAsync(Id<ApiKey>.Parse(id), caller, cancellationToken);
        return TypedResults.NoContent();
    }
}
