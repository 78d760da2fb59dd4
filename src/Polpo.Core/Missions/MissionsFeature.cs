using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Workspaces;

namespace Polpo.Core.Missions;

public static class MissionsFeature
{
    public static IServiceCollection AddMissions(this IServiceCollection services) =>
        services
            .AddSingleton<MissionDesk>()
            .AddSingleton(provider => new MissionValidation(
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<MissionDesk>()
            ));
}
