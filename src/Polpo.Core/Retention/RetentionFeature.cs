using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Retention.Kinds;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Upkeep;

namespace Polpo.Core.Retention;

/// <summary>What takes space, how long it is kept, and what goes when nobody needs it any more.</summary>
public static class RetentionFeature
{
    public static IServiceCollection AddRetention(this IServiceCollection services, RetentionOptions options) =>
        services
            .AddSingleton(options)
            .AddSingleton<EndedWork>()
            .AddSingleton<CleaningRun>()
            .AddKinds()
            .AddSingleton(provider => new Sizes(
                provider.GetServices<IKind>(),
                provider.GetRequiredService<WorkspaceQueries>()
            ))
            .AddSingleton(provider => new Cleaning(
                provider.GetServices<IKind>(),
                provider.GetRequiredService<WorkspaceQueries>(),
                provider.GetRequiredService<IUpkeep>(),
                provider.GetRequiredService<CleaningRun>(),
                provider.GetRequiredService<TimeProvider>()
            ));

    /// <summary>Takes away by itself what is past its age: on a server that runs agents.</summary>
    public static IServiceCollection AddRetentionTimer(this IServiceCollection services) =>
        services.AddHostedService<RetentionTimer>();

    private static IServiceCollection AddKinds(this IServiceCollection services) =>
        services
            .AddSingleton<IKind, DatabaseKind>()
            .AddSingleton<IKind, DatabaseLogKind>()
            .AddSingleton<IKind, BlobsKind>()
            .AddSingleton<IKind, MirrorsKind>()
            .AddSingleton<IKind, WorktreesKind>()
            .AddSingleton<IKind, TrashKind>()
            .AddSingleton<IKind, LayersKind>()
            .AddSingleton<IKind, CachesKind>()
            .AddSingleton<IKind, SubjectsKind>()
            .AddFolder("outputs", "run", "while their sandbox is open")
            .AddFolder("receipts", "receipts", "for ever")
            .AddFolder("logs", "logs", "20 MB at most");

    private static IServiceCollection AddFolder(
        this IServiceCollection services,
        string name,
        string folder,
        string kept
    ) =>
        services.AddSingleton<IKind>(provider => new FolderKind(
            provider.GetRequiredService<PolpoHome>(),
            name,
            folder,
            kept
        ));
}
