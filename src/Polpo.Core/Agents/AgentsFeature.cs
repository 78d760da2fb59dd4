using Microsoft.Extensions.DependencyInjection;

namespace Polpo.Core.Agents;

public static class AgentsFeature
{
    public static IServiceCollection AddAgents(this IServiceCollection services) =>
        services
            .AddSingleton<AgentRoster>()
            .AddSingleton<AgentQueries>()
            .AddSingleton<AgentCommands>()
            .AddSingleton<SettingsCommands>()
            .AddSingleton<TeamCommands>();
}
