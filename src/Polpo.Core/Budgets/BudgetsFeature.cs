using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Budgets.Holds;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets;

public static class BudgetsFeature
{
    public static IServiceCollection AddBudgets(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<IEntityMapping, BudgetMapping>()
            .AddSingleton<BudgetCommands>()
            .AddSingleton<BudgetQueries>()
            .AddSingleton<Purse>()
            .AddSingleton<HoldUpkeep>()
            .AddHostedService(provider => provider.GetRequiredService<HoldUpkeep>());
    }
}
