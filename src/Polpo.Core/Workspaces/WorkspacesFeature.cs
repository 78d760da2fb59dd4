using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Storage;

namespace Polpo.Core.Workspaces;

public static class WorkspacesFeature
{
    public static IServiceCollection AddWorkspaces(this IServiceCollection services)
    {
        // Who sees a workspace is asked of the rows of people and roles.
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IEntityMapping, IdentityMapping>(),
            ServiceDescriptor.Singleton<IEntityMapping, AccessMapping>(),
        ]);
        return services
            .AddSingleton<IEntityMapping, WorkspaceMapping>()
            .AddSingleton<WorkspaceQueries>()
            .AddSingleton<WorkspaceCommands>()
            .AddSingleton<Members>()
            .AddSingleton<Mandates>();
    }
}
