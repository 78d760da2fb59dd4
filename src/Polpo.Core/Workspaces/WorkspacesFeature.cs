using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Storage;

namespace Polpo.Core.Workspaces;

public static class WorkspacesFeature
{
    public static IServiceCollection AddWorkspaces(this IServiceCollection services) =>
        services
            .AddSingleton<IEntityMapping, WorkspaceMapping>()
            .AddSingleton<WorkspaceQueries>()
            .AddSingleton<WorkspaceCommands>();
}
