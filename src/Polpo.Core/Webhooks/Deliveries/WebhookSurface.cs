using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Webhooks.Deliveries;

/// <summary><c>{ kind: "webhook", webhook: ID, data? }</c>: each run is a delivery, signed and tried again as others are.</summary>
internal sealed class WebhookSurface(IDatabase database, TimeProvider time) : IScheduleSurface
{
    /// <summary>What a delivery is called that no event of the journal caused.</summary>
    public const string Event = "schedule:invocation";

    private const int LargestData = 64 * 1024;

    public string Kind => "webhook";

    public async Task CheckAsync(
        JsonObject invocation,
        Workspace workspace,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var (id, _) = Read(invocation);
        await database.ReadAsync(db => FindAsync(db, workspace.Id, id, cancellationToken), cancellationToken);
    }

    public async Task<string> StartAsync(Work work, ScheduledStart start, CancellationToken cancellationToken)
    {
        var (id, data) = Read(start.Invocation);
        var webhook = await FindAsync(work.Db, start.Workspace.Id, id, cancellationToken);
        if (webhook.Status is not WebhookStatus.Active)
            throw new RefusedException(
                Refusal.Conflict,
                $"The webhook {webhook.Id} is {webhook.Status.Word()}. Go on with it: polpo webhook resume {webhook.Id}"
            );
        var delivery = Delivery(webhook, start, data, work.Now);
        work.Db.Add(delivery);
        work.Wake(WebhookFeed.WakeOf(webhook));
        return delivery.Id;
    }

    public async Task<RunEnd?> EndAsync(PolpoDb db, string reference, CancellationToken cancellationToken)
    {
        var id = Id<WebhookDelivery>.Parse(reference);
        var delivery = await db.Set<WebhookDelivery>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return delivery?.Status switch
        {
            null => new RunEnd(false, $"The webhook of {reference} was removed."),
            DeliveryStatus.Delivered => new RunEnd(true, delivery.Response),
            DeliveryStatus.Failed => new RunEnd(false, delivery.Error),
            _ => null,
        };
    }

    /// <summary>A webhook stands the same, whoever uses it.</summary>
    public Task FollowAsync(Work work, Schedule schedule, string actor, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    private WebhookDelivery Delivery(Webhook webhook, ScheduledStart start, JsonNode? data, DateTimeOffset now)
    {
        var id = Id<WebhookDelivery>.New(time);
        var body = new JsonObject
        {
            ["id"] = id.Text,
            ["event"] = Event,
            ["timestamp"] = now,
            ["workspace"] = webhook.Workspace.Text,
            ["data"] = new JsonObject
            {
                ["scheduleId"] = start.Schedule.Id.Text,
                ["name"] = start.Schedule.Name,
                ["run"] = start.Run.Id.Text,
                ["occurrenceAt"] = start.Run.OccurrenceAt,
                ["data"] = data?.DeepClone(),
            },
        };
        return new WebhookDelivery
        {
            Id = id,
            Workspace = webhook.Workspace,
            Webhook = webhook.Id,
            // Behind what waits, and, of as many as there may be, in a place of its own.
            Seq = webhook.Cursor,
            Part = int.Parse(start.Run.Id.Text[^7..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) + 1000,
            Event = Event,
            Body = body.ToJsonString(FactJson.Options),
            Schedule = start.Schedule.Id,
            NextAttemptAt = now,
            CreatedAt = now,
        };
    }

    private static (Id<Webhook> Webhook, JsonNode? Data) Read(JsonObject invocation)
    {
        if (invocation.FirstOrDefault(member => member.Key is not ("kind" or "webhook" or "data")).Key is { } unknown)
            throw new RefusedException(
                Refusal.Invalid,
                $"invocation.{unknown} is not known; invocation.webhook is the webhook's id, invocation.data what it is told."
            );
        if (
            invocation["webhook"] is not JsonValue value
            || !value.TryGetValue<string>(out var text)
            || !Id<Webhook>.TryParse(text, out var id)
        )
            throw new RefusedException(Refusal.Invalid, "invocation.webhook must be the id of a webhook: wh_…");
        var data = invocation["data"];
        if (data is not null && Encoding.UTF8.GetByteCount(data.ToJsonString()) > LargestData)
            throw new RefusedException(Refusal.Invalid, $"invocation.data has more than {LargestData / 1024} KB.");
        return (id, data);
    }

    private static async Task<Webhook> FindAsync(
        PolpoDb db,
        Id<Workspace> workspace,
        Id<Webhook> id,
        CancellationToken cancellationToken
    ) =>
        await db.Set<Webhook>()
            .SingleOrDefaultAsync(row => row.Id == id && row.Workspace == workspace, cancellationToken)
        ?? throw new RefusedException(
            Refusal.NotFound,
            $"There is no webhook {id} in this workspace. See polpo webhook list"
        );
}
