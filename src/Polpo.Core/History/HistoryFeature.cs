using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.History.Standing;
using Polpo.Core.Vault;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;

namespace Polpo.Core.History;

public static class HistoryFeature
{
    public static IServiceCollection AddHistory(this IServiceCollection services) =>
        services
            .AddSingleton<StandingRule, HeldByTheLiving>()
            .AddSingleton<StandingRule, NothingForgotten>()
            .AddSingleton<StandingRule, NothingRunsOn>()
            .AddSingleton<StandingRule, ResultsAreKept>()
            .AddSingleton<StandingRule, RoomIsAccounted>()
            .AddSingleton(provider => new HistoryChecker(
                provider.GetRequiredService<IJournal>(),
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<VaultSecrets>(),
                provider.GetServices<StandingRule>()
            ));
}
