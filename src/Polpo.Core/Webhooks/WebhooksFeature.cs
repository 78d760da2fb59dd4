using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Storage;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Webhooks;

public static class WebhooksFeature
{
    /// <param name="listens">Whether this server wakes webhooks, or only answers about them.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, bool listens)
    {
        services
            .AddSingleton<IEntityMapping, WebhookMapping>()
            .AddSingleton<WebhookKeys>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<WebhookFeed>()
            .AddSingleton<DeliveryPlan>()
            .AddSingleton<DeliveryOutcomes>()
            .AddSingleton<WebhookQueries>()
            .AddSingleton(all => new WebhookCommands(
                all.GetRequiredService<IDatabase>(),
                all.GetRequiredService<IJournal>(),
                all.GetRequiredService<WebhookQueries>(),
                all.GetRequiredService<WorkspaceQueries>(),
                all.GetRequiredService<WebhookSender>(),
                all.GetRequiredService<WebhookKeys>(),
                all.GetRequiredService<WebhookFeed>(),
                all.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<IScheduleSurface, WebhookSurface>()
            .AddSingleton<ISubjectHandler, WebhookSubject>();
        return listens ? services.AddHostedService(all => all.GetRequiredService<WebhookFeed>()) : services;
    }
}
