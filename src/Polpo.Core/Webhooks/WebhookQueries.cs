using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Webhooks;

/// <summary>What one may see of webhooks. What the caller may not see does not exist.</summary>
public sealed class WebhookQueries(IDatabase database, WorkspaceQueries workspaces)
{
    public async Task<IReadOnlyList<Webhook>> ListAsync(
        Id<Workspace> workspace,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await workspaces.GetAsync(workspace, caller, cancellationToken);
        return await database.ReadAsync(
            db =>
                db.Set<Webhook>()
                    .Where(row => row.Workspace == workspace)
                    .OrderByDescending(row => row.Id)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
    }

    public async Task<Webhook> GetAsync(Id<Webhook> id, Caller caller, CancellationToken cancellationToken)
    {
        var webhook = await database.ReadAsync(
            db => db.Set<Webhook>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        return webhook is not null && await workspaces.CanSeeAsync(webhook.Workspace, caller, cancellationToken)
            ? webhook
            : throw new RefusedException(
                Refusal.NotFound,
                $"There is no webhook {id}. `polpo webhook list` shows those that there are."
            );
    }

    /// <summary>The log of what was sent, newest first, older than <paramref name="after"/> when given.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(
        Id<Webhook> id,
        Id<WebhookDelivery>? after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await GetAsync(id, caller, cancellationToken);
        return await database.ReadAsync(
            db => db.Set<WebhookDelivery>().Where(row => row.Webhook == id).PageAsync(after, take, cancellationToken),
            cancellationToken
        );
    }
}
