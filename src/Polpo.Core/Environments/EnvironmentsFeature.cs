using Microsoft.Extensions.DependencyInjection;

namespace Polpo.Core.Environments;

public static class EnvironmentsFeature
{
    public static IServiceCollection AddEnvironments(this IServiceCollection services) =>
        services.AddSingleton<LayerStore>().AddSingleton<LayerBuild>().AddSingleton<IEnvironments, Environments>();
}
