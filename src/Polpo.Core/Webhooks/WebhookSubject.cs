using Microsoft.EntityFrameworkCore;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Webhooks;

/// <summary>The driver of a webhook: sends what waits, one after the other, and comes again when one is to be tried again.</summary>
internal sealed class WebhookSubject(
    IDatabase database,
    DeliveryPlan plan,
    WebhookSender sender,
    DeliveryOutcomes outcomes,
    WebhookKeys keys,
    TimeProvider time
) : ISubjectHandler
{
    public const string SubjectKind = "webhook";

    public string Kind => SubjectKind;

    public int MaxConcurrency => 32;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<Webhook>.Parse(subject.Id);
        while (true)
        {
            await plan.PlanAsync(subject, id, cancellationToken);
            var webhook = await ReadAsync<Webhook>(rows => rows.Where(row => row.Id == id), cancellationToken);
            if (webhook is not { Status: WebhookStatus.Active })
                return Next.WhenWoken;
            // In the journal's order: one that is tried again holds up those behind it.
            var next = await ReadAsync<WebhookDelivery>(
                rows =>
                    rows.Where(row => row.Webhook == id && row.Status == DeliveryStatus.Pending)
                        .OrderBy(row => row.Seq)
                        .ThenBy(row => row.Part),
                cancellationToken
            );
            if (next is null)
                return Next.WhenWoken;
            if (next.NextAttemptAt > time.GetUtcNow())
                return Next.At(next.NextAttemptAt);
            var answer = await SendAsync(webhook, next, cancellationToken);
            await outcomes.RecordAsync(subject, next.Id, answer, cancellationToken);
        }
    }

    private async Task<Answer> SendAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        IReadOnlyList<Secret> signing;
        try
        {
            signing = await keys.ForAsync(webhook, time.GetUtcNow(), cancellationToken);
        }
        catch (RefusedException refused)
        {
            return new Answer(null, null, refused.Message, TimeSpan.Zero);
        }
        return await sender.SendAsync(webhook.Url, delivery, signing, cancellationToken);
    }

    private Task<T?> ReadAsync<T>(Func<DbSet<T>, IQueryable<T>> query, CancellationToken cancellationToken)
        where T : class =>
        database.ReadAsync(db => query(db.Set<T>()).FirstOrDefaultAsync(cancellationToken), cancellationToken);
}
