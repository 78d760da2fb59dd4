using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Webhooks;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Manners;
using Polpo.Server.Paging;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Webhooks;

internal static class WebhookEndpoints
{
    public static void MapWebhooks(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/webhooks").WithTags("Webhooks");
        group
            .MapPost("", CreateAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .AnswersOnce()
            .WithSummary("Has an address told of events. The answer has the secret, this once.");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.WorkspacesView)
            .WithSummary("The webhooks of a workspace, newest first.");
        group.MapGet("/{id}", GetAsync).Needs(PermissionKeys.WorkspacesView).WithSummary("One webhook.");
        group
            .MapPatch("/{id}", ChangeAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("Changes a webhook; pauses it, or turns it on again.");
        group
            .MapDelete("/{id}", RemoveAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("Sends it no more, and forgets its secret and its log.");
        group
            .MapPost("/{id}/rotate", RotateAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .AnswersOnce()
            .WithSummary("Makes a new secret, shown this once; the old one signs too for a day.");
        group
            .MapGet("/{id}/deliveries", DeliveriesAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("What was sent and answered, newest first.");
        group
            .MapPost("/{id}/deliveries/{delivery}/redeliver", RedeliverAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("Sends an ended delivery once more, under the same id.");
    }

    private static async Task<Created<WebhookView>> CreateAsync(
        CreateWebhook body,
        Caller caller,
        WorkspaceChoice choice,
        WebhookCommands webhooks,
        CancellationToken cancellationToken
    )
    {
        var workspace = await choice.ResolveAsync(body.Workspace, caller, cancellationToken);
        var (webhook, key) = await webhooks.CreateAsync(
            workspace.Id,
            body.Url,
            body.Events,
            body.Description,
            caller,
            cancellationToken
        );
        return TypedResults.Created($"/api/v1/webhooks/{webhook.Id}", webhook.View(key));
    }

    private static async Task<Page<WebhookView>> ListAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        WebhookQueries webhooks,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var rows = await webhooks.ListAsync(chosen.Id, caller, cancellationToken);
        return new Page<WebhookView>([.. rows.Select(row => row.View(caller))]);
    }

    private static async Task<WebhookView> GetAsync(
        string id,
        Caller caller,
        WebhookQueries webhooks,
        CancellationToken cancellationToken
    ) => (await webhooks.GetAsync(Id<Webhook>.Parse(id), caller, cancellationToken)).View(caller);

    private static async Task<WebhookView> ChangeAsync(
        string id,
        PatchWebhook body,
        Caller caller,
        WebhookCommands webhooks,
        CancellationToken cancellationToken
    ) => (await webhooks.ChangeAsync(Id<Webhook>.Parse(id), body.Change(), caller, cancellationToken)).View(caller);

    private static async Task<NoContent> RemoveAsync(
        string id,
        Caller caller,
        WebhookCommands webhooks,
        CancellationToken cancellationToken
    )
    {
        await webhooks.RemoveAsync(Id<Webhook>.Parse(id), caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<WebhookView> RotateAsync(
        string id,
        Caller caller,
        WebhookCommands webhooks,
        CancellationToken cancellationToken
    )
    {
        var (webhook, key) = await webhooks.RotateAsync(Id<Webhook>.Parse(id), caller, cancellationToken);
        return webhook.View(key);
    }

    private static async Task<Page<WebhookDeliveryView>> DeliveriesAsync(
        string id,
        [AsParameters] PageQuery page,
        Caller caller,
        WebhookQueries webhooks,
        CancellationToken cancellationToken
    )
    {
        var rows = await webhooks.DeliveriesAsync(
            Id<Webhook>.Parse(id),
            page.Cursor<WebhookDelivery>(),
            page.Ask,
            caller,
            cancellationToken
        );
        return page.Page(rows, row => row.Id, WebhookViews.View);
    }

    private static async Task<WebhookDeliveryView> RedeliverAsync(
        string id,
        string delivery,
        Caller caller,
        WebhookCommands webhooks,
        CancellationToken cancellationToken
    ) =>
        (
            await webhooks.RedeliverAsync(
                Id<Webhook>.Parse(id),
                Id<WebhookDelivery>.Parse(delivery),
                caller,
                cancellationToken
            )
        ).View();
}
