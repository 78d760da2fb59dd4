using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Engine.Storage;

namespace Polpo.Core.Halts;

public static class HaltsFeature
{
    public static IServiceCollection AddHalts(this IServiceCollection services) =>
        services.AddHaltRows().AddSingleton<HaltQueries>().AddSingleton<HaltCommands>().AddSingleton<StandingStops>();

    /// <summary>What stands still is asked of its rows, by whatever would begin something.</summary>
    internal static IServiceCollection AddHaltRows(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEntityMapping, HaltMapping>());
        return services;
    }
}
