using Microsoft.EntityFrameworkCore;
using Polpo.Core.Schedules;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Webhooks.Deliveries;

/// <summary>Writes down what came of an attempt: taken, to be tried again later, or given up so that the next one gets its turn.</summary>
internal sealed class DeliveryOutcomes(IDatabase database)
{
    private const int Kept = 1000;
    private const int Between = 100;

    private static readonly TimeSpan LongestFailure = TimeSpan.FromHours(24);

    /// <summary>Before the second attempt, the third and so on; after the last of them it is given up.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(20),
        TimeSpan.FromMinutes(30),
    ];

    public Task RecordAsync(
        Owned subject,
        Id<WebhookDelivery> id,
        Answer answer,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            subject,
            async work =>
            {
                var delivery = await work.Db.Set<WebhookDelivery>().SingleAsync(row => row.Id == id, cancellationToken);
                var webhook = await work
                    .Db.Set<Webhook>()
                    .SingleAsync(row => row.Id == delivery.Webhook, cancellationToken);
                delivery.Note(answer);
                if (answer.IsTaken)
                    delivery.Make(DeliveryMove.Take, work.Now);
                else if (delivery.Attempts > Pauses.Length)
                    delivery.Make(DeliveryMove.GiveUp, work.Now);
                else
                    delivery.NextAttemptAt = work.Now + Pauses[delivery.Attempts - 1];
                if (delivery is { Schedule: { } schedule, Status: not DeliveryStatus.Pending })
                    work.Wake(ScheduleWork.WakeOf(schedule));
                Judge(work, webhook, answer);
                if (delivery.Status is not DeliveryStatus.Pending && delivery.Seq % Between == 0)
                    await TrimAsync(work, webhook, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>What takes nothing for a day is sent nothing more, and its people are told.</summary>
    private static void Judge(Work work, Webhook webhook, Answer answer)
    {
        var before = webhook.FailingSince;
        webhook.FailingSince = answer.IsTaken ? null : before ?? work.Now;
        var gone = answer.StatusCode == 410;
        if (webhook.Status is WebhookStatus.Active && (gone || work.Now - before >= LongestFailure))
        {
            var reason = gone
                ? "It answered 410: there is nobody any more."
                : $"It took nothing for {LongestFailure.TotalHours:0} hours. The last error: {answer.Error}";
            webhook.Make(WebhookMove.Disable, reason);
            work.Append(webhook.Id, "system", new WebhookDisabled(WebhookCommands.Shown(webhook.Url), reason));
        }
        if (webhook.FailingSince != before || webhook.Status is WebhookStatus.Disabled)
            webhook.Version++;
    }

    private static async Task TrimAsync(Work work, Webhook webhook, CancellationToken cancellationToken)
    {
        var deliveries = work.Db.Set<WebhookDelivery>();
        var old = await deliveries
            .Where(row => row.Webhook == webhook.Id && row.Status != DeliveryStatus.Pending)
            .OrderByDescending(row => row.Seq)
            .Skip(Kept)
            .ToListAsync(cancellationToken);
        deliveries.RemoveRange(old);
    }
}
