using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Providers.PolpoCode;
using Polpo.Core.Sessions;

namespace Polpo.Core.Providers;

public static class ProvidersFeature
{
    public static IServiceCollection AddProviders(this IServiceCollection services) =>
        services
            .AddSingleton(new CompactionOptions())
            .AddSingleton<Compactor>()
            .AddSingleton<ToolCalls>()
            .AddSingleton<ITurnRunner, PolpoCode.PolpoCode>();
}
