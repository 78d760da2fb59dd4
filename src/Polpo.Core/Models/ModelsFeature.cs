using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Models.Catalogue;
using Polpo.Core.Models.Clients;
using Polpo.Core.Models.Providers;

namespace Polpo.Core.Models;

/// <summary>Registers the models of this installation. A <see cref="ModelEnvironment"/> registered before counts instead of the process's.</summary>
public static class ModelsFeature
{
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => ModelEnvironment.FromProcess());
        services.AddSingleton<ModelHttp>();
        services.AddSingleton<ProviderTable>();
        services.AddSingleton<PriceTable>();
        services.AddSingleton<WindowTable>();
        services.AddSingleton<ChatClients>();
        services.AddSingleton(provider => new LocalServers(
            provider.GetRequiredService<ModelHttp>().Probe,
            provider.GetRequiredService<ProviderTable>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<IModels, InstalledModels>();
        return services;
    }
}
