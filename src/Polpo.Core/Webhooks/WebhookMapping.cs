using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Schedules;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Webhooks;

internal sealed class WebhookMapping : IEntityMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Webhook>(webhook =>
        {
            webhook.ToTable("webhooks");
            webhook.HasKey(row => row.Id);
            webhook.Property(row => row.Id).HasId();
            webhook.Property(row => row.Workspace).HasId();
            webhook.Property(row => row.Owner).HasId();
            webhook
                .Property(row => row.Events)
                .HasConversion(
                    list => JsonSerializer.Serialize(list, FactJson.Options),
                    text => JsonSerializer.Deserialize<string[]>(text, FactJson.Options)!
                );
            webhook.Property(row => row.Version).IsConcurrencyToken();
        });
        model.Entity<WebhookDelivery>(delivery =>
        {
            delivery.ToTable("webhook_deliveries");
            delivery.HasKey(row => row.Id);
            delivery.Property(row => row.Id).HasId();
            delivery.Property(row => row.Webhook).HasId();
            delivery
                .Property(row => row.Schedule)
                .HasConversion(id => id!.Value.Text, text => Id<Schedule>.Parse(text));
            delivery
                .HasIndex(row => new
                {
                    row.Webhook,
                    row.Seq,
                    row.Part,
                })
                .IsUnique();
            delivery.Property(row => row.Version).IsConcurrencyToken();
        });
    }
}
