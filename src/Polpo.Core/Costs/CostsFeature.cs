using Microsoft.Extensions.DependencyInjection;

namespace Polpo.Core.Costs;

public static class CostsFeature
{
    public static IServiceCollection AddCosts(this IServiceCollection services) => services.AddSingleton<CostQueries>();
}
