using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Budgets.Holds;
using Polpo.Engine.Storage;

namespace Polpo.Core.Gateway;

/// <summary>Registers the one way to a model. Needs the models, the budgets, the database and logging.</summary>
public static class GatewayFeature
{
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton(provider => Repositories.From(provider.GetRequiredService<IDatabase>()));
        services.AddSingleton<Retries>();
        services.AddSingleton<CoolDowns>();
        services.AddSingleton<Gateway>();
        services.AddSingleton<IGateway>(provider => new MeteredGateway(
            provider.GetRequiredService<Gateway>(),
            provider.GetRequiredService<Purse>(),
            provider.GetRequiredService<HoldUpkeep>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }
}
