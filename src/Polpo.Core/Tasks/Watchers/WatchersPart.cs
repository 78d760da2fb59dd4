using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Tasks.Watchers.Actions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Watchers;

internal static class WatchersPart
{
    public static IServiceCollection AddWatchers(this IServiceCollection services) =>
        services
            .AddSingleton<IEntityMapping, WatcherMapping>()
            .AddSingleton<IWatcherAction, NotifyAction>()
            .AddSingleton<IWatcherAction, TaskAction>()
            .AddSingleton<WatcherActions>()
            .AddSingleton<ISubjectHandler, WatcherSubject>()
            .AddSingleton(provider => new WatcherCommands(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<TaskQueries>(),
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<WatcherActions>(),
                provider.GetRequiredService<TimeProvider>()
            ));
}
