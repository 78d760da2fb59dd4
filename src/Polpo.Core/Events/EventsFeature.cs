using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Journal;

namespace Polpo.Core.Events;

public static class EventsFeature
{
    public static IServiceCollection AddPublicEvents(this IServiceCollection services) =>
        services
            .AddSingleton<EventSubjects>()
            .AddSingleton(all => new PublicEvents(
                all.GetRequiredService<IJournal>(),
                all.GetRequiredService<EventSubjects>()
            ));
}
