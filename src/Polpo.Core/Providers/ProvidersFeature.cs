using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Providers.PolpoCode;
using Polpo.Core.Providers.PolpoCode.Compaction;
using Polpo.Core.Sessions;

namespace Polpo.Core.Providers;

public static class ProvidersFeature
{
    public static IServiceCollection AddProviders(this IServiceCollection services) =>
        services
            .AddSingleton<Summaries>()
            .AddSingleton<Compactor>()
            .AddSingleton<ToolCalls>()
            .AddSingleton<ITurnRunner, PolpoCode.PolpoCode>();
}
