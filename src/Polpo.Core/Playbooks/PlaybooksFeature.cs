using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Missions;
using Polpo.Core.Playbooks.Filling;
using Polpo.Core.Playbooks.Folders;
using Polpo.Engine.Storage;

namespace Polpo.Core.Playbooks;

public static class PlaybooksFeature
{
    public static IServiceCollection AddPlaybooks(this IServiceCollection services) =>
        services
            .AddSingleton<PlaybookFolders>()
            .AddSingleton<PlaybookDesk>()
            .AddSingleton(provider => new PlaybookQueries(
                provider.GetRequiredService<PlaybookFolders>(),
                provider.GetRequiredService<PlaybookDesk>()
            ))
            .AddSingleton(provider => new PlaybookCommands(
                provider.GetRequiredService<PlaybookFolders>(),
                provider.GetRequiredService<PlaybookDesk>(),
                provider.GetRequiredService<PlaybookQueries>(),
                provider.GetRequiredService<MissionCommands>(),
                provider.GetRequiredService<IDatabase>()
            ));
}
