using Microsoft.EntityFrameworkCore;
using Polpo.Core.Events;
using Polpo.Core.Identity;
using Polpo.Core.Schedules;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Webhooks;

/// <summary>What is to be different about a webhook; what is null stays.</summary>
public sealed record WebhookChange(string? Url, IReadOnlyList<string>? Events, string? Description, bool? Active);

/// <summary>Everything one can do to a webhook. REST and CLI come in through here.</summary>
public sealed class WebhookCommands
{
    private const int MostWebhooks = 10;
    private const int LongestDescription = 500;

    private readonly IDatabase _database;
    private readonly IJournal _journal;
    private readonly WebhookQueries _queries;
    private readonly WorkspaceQueries _workspaces;
    private readonly WebhookSender _sender;
    private readonly WebhookKeys _keys;
    private readonly WebhookFeed _feed;
    private readonly TimeProvider _time;

    internal WebhookCommands(
        IDatabase database,
        IJournal journal,
        WebhookQueries queries,
        WorkspaceQueries workspaces,
        WebhookSender sender,
        WebhookKeys keys,
        WebhookFeed feed,
        TimeProvider time
    ) =>
        (_database, _journal, _queries, _workspaces, _sender, _keys, _feed, _time) = (
            database,
            journal,
            queries,
            workspaces,
            sender,
            keys,
            feed,
            time
        );

    /// <returns>The webhook, and the key that it signs with: it is shown this once.</returns>
    public async Task<(Webhook Webhook, Secret Key)> CreateAsync(
        Id<Workspace> workspace,
        string url,
        IReadOnlyList<string> events,
        string? description,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await _workspaces.GetAsync(workspace, caller, cancellationToken);
        await CheckAsync(new WebhookChange(url, events, description, null), cancellationToken);
        var head = await _journal.HeadAsync(workspace, cancellationToken);
        var id = Id<Webhook>.New(_time);
        var key = await _keys.RenewAsync(workspace, id, cancellationToken);
        var webhook = await _database.WriteAsync(
            workspace,
            async work =>
            {
                if (
                    await work.Db.Set<Webhook>().CountAsync(row => row.Workspace == workspace, cancellationToken)
                    >= MostWebhooks
                )
                    throw new RefusedException(
                        Refusal.OverLimit,
                        $"The workspace has {MostWebhooks} webhooks, the most there can be. Remove one: polpo webhook rm ID."
                    );
                var made = new Webhook
                {
                    Id = id,
                    Workspace = workspace,
                    Owner = caller.User,
                    Url = url,
                    Events = events,
                    Description = description,
                    Cursor = head,
                    CreatedAt = work.Now,
                    UpdatedAt = work.Now,
                };
                work.Db.Add(made);
                work.Append(id, caller.Actor, new WebhookCreated(Shown(url), events));
                return made;
            },
            cancellationToken
        );
        _feed.Changed();
        return (webhook, key);
    }

    public async Task<Webhook> ChangeAsync(
        Id<Webhook> id,
        WebhookChange change,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await CheckAsync(change, cancellationToken);
        return await EditAsync(
            id,
            caller,
            (work, webhook) =>
            {
                webhook.Url = change.Url ?? webhook.Url;
                webhook.Events = change.Events ?? webhook.Events;
                webhook.Description = change.Description ?? webhook.Description;
                if (change.Active is { } active && active != webhook.Status is WebhookStatus.Active)
                    webhook.Make(active ? WebhookMove.Resume : WebhookMove.Pause);
                if (change.Active is true)
                    webhook.FailingSince = null;
                work.Append(
                    webhook.Id,
                    caller.Actor,
                    new WebhookChanged(Shown(webhook.Url), webhook.Events, webhook.Status)
                );
                return Task.CompletedTask;
            },
            cancellationToken
        );
    }

    /// <returns>The new key, shown this once. The old one signs too for a day.</returns>
    public async Task<(Webhook Webhook, Secret Key)> RotateAsync(
        Id<Webhook> id,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var seen = await _queries.GetAsync(id, caller, cancellationToken);
        var key = await _keys.RenewAsync(seen.Workspace, id, cancellationToken);
        var webhook = await EditAsync(
            id,
            caller,
            (work, row) =>
            {
                row.OldKeyUntil = work.Now + WebhookKeys.Overlap;
                work.Append(id, caller.Actor, new WebhookRotated(row.OldKeyUntil.Value));
                return Task.CompletedTask;
            },
            cancellationToken
        );
        return (webhook, key);
    }

    /// <summary>Sends it no more, and forgets its key and its log.</summary>
    public async Task RemoveAsync(Id<Webhook> id, Caller caller, CancellationToken cancellationToken)
    {
        var removed = await EditAsync(
            id,
            caller,
            async (work, webhook) =>
            {
                var log = work.Db.Set<WebhookDelivery>().Where(row => row.Webhook == id);
                var deliveries = await log.ToListAsync(cancellationToken);
                foreach (var schedule in deliveries.Select(row => row.Schedule).OfType<Id<Schedule>>().Distinct())
                    work.Wake(ScheduleWork.WakeOf(schedule));
                work.Db.RemoveRange(deliveries);
                work.Db.Remove(webhook);
                work.Append(id, caller.Actor, new WebhookRemoved(Shown(webhook.Url)));
            },
            cancellationToken
        );
        await _keys.ForgetAsync(removed.Workspace, id, cancellationToken);
    }

    /// <summary>Sends an ended delivery once more, under the same id.</summary>
    public async Task<WebhookDelivery> RedeliverAsync(
        Id<Webhook> id,
        Id<WebhookDelivery> delivery,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        WebhookDelivery? again = null;
        await EditAsync(
            id,
            caller,
            async (work, _) =>
            {
                again =
                    await work
                        .Db.Set<WebhookDelivery>()
                        .SingleOrDefaultAsync(row => row.Id == delivery && row.Webhook == id, cancellationToken)
                    ?? throw new RefusedException(
                        Refusal.NotFound,
                        $"There is no delivery {delivery} of {id}. `polpo webhook deliveries {id}` shows those that there are."
                    );
                again.Make(DeliveryMove.Redeliver, work.Now);
            },
            cancellationToken
        );
        return again!; // set, or refused
    }

    private async Task CheckAsync(WebhookChange change, CancellationToken cancellationToken)
    {
        if (change.Events is { } events)
            EventFilter.Of(events);
        if (change.Description?.Length > LongestDescription)
            throw new RefusedException(
                Refusal.Invalid,
                $"description has {change.Description.Length} characters; at most {LongestDescription} are kept."
            );
        if (change.Url is { } url)
            await _sender.CheckAsync(url, cancellationToken);
    }

    /// <summary>Without its path, which is often a secret: what facts say of it stays for ever.</summary>
    internal static string Shown(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);

    /// <summary>Load what the caller may see, change, journal, save: one transaction.</summary>
    private async Task<Webhook> EditAsync(
        Id<Webhook> id,
        Caller caller,
        Func<Work, Webhook, Task> edit,
        CancellationToken cancellationToken
    )
    {
        var seen = await _queries.GetAsync(id, caller, cancellationToken);
        var changed = await _database.WriteAsync(
            seen.Workspace,
            async work =>
            {
                var webhook = await work.Db.Set<Webhook>().SingleAsync(row => row.Id == id, cancellationToken);
                webhook.UpdatedAt = work.Now;
                webhook.Version++;
                await edit(work, webhook);
                work.Wake(WebhookFeed.WakeOf(webhook));
                return webhook;
            },
            cancellationToken
        );
        _feed.Changed();
        return changed;
    }
}
