using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Events;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Webhooks.Deliveries;

/// <summary>Turns the events that a webhook wants into deliveries, each once: they and the cursor are written together.</summary>
internal sealed class DeliveryPlan(IDatabase database, IJournal journal, PublicEvents events, TimeProvider time)
{
    private const int Batch = 500;

    /// <summary>Kept waiting at once; the rest waits in the journal.</summary>
    public const int MostPending = 500;

    /// <summary>Goes on from the cursor until nothing is new, or enough waits.</summary>
    public async Task PlanAsync(Owned subject, Id<Webhook> id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (webhook, pending) = await database.ReadAsync(
                async db =>
                    (
                        await db.Set<Webhook>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
                        await db.Set<WebhookDelivery>()
                            .Where(row => row.Webhook == id)
                            .CountAsync(row => row.Status == DeliveryStatus.Pending, cancellationToken)
                    ),
                cancellationToken
            );
            if (pending >= MostPending || webhook is not { Status: WebhookStatus.Active })
                return;
            var facts = await journal.ReadAsync(webhook.Workspace, webhook.Cursor, Batch, null, cancellationToken);
            if (facts.Count == 0)
                return;
            await RecordAsync(subject, webhook, facts, cancellationToken);
        }
    }

    private async Task RecordAsync(
        Owned subject,
        Webhook seen,
        IReadOnlyList<Fact> facts,
        CancellationToken cancellationToken
    )
    {
        var wanted = new List<PublicEvent>();
        foreach (var fact in facts)
            wanted.AddRange(await events.OfAsync(fact, seen.Filter, cancellationToken));
        await database.WriteAsync(
            subject,
            async work =>
            {
                var row = await work.Db.Set<Webhook>().SingleAsync(one => one.Id == seen.Id, cancellationToken);
                // Changed meanwhile: what is wanted now is looked up again.
                if (row.Version != seen.Version)
                    return;
                row.Cursor = facts[^1].Seq;
                row.Version++;
                foreach (var one in wanted)
                    work.Db.Add(Delivery(seen, one, work.Now));
            },
            cancellationToken
        );
    }

    private WebhookDelivery Delivery(Webhook webhook, PublicEvent one, DateTimeOffset now)
    {
        var id = Id<WebhookDelivery>.New(time);
        var body = new JsonObject
        {
            ["id"] = id.Text,
            ["event"] = one.Name,
            ["timestamp"] = one.At,
            ["workspace"] = one.Workspace,
            ["data"] = one.Data,
        };
        return new WebhookDelivery
        {
            Id = id,
            Workspace = webhook.Workspace,
            Webhook = webhook.Id,
            Seq = one.Seq,
            Part = one.Part,
            Event = one.Name,
            Body = body.ToJsonString(FactJson.Options),
            NextAttemptAt = now,
            CreatedAt = now,
        };
    }
}
