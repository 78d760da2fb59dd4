using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Environments.Caches;
using Polpo.Core.Environments.Layers;

namespace Polpo.Core.Environments;

public static class EnvironmentsFeature
{
    public static IServiceCollection AddEnvironments(this IServiceCollection services) =>
        services
            .AddSingleton<LayerUses>()
            .AddSingleton<LayerStore>()
            .AddSingleton<CacheStore>()
            .AddSingleton<LayerBuild>()
            .AddSingleton<IEnvironments, Environments>();
}
