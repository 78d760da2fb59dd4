using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Git.Delivery;
using Polpo.Core.Git.Running;
using Polpo.Core.Git.Sharing;
using Polpo.Core.Git.Worktrees;
using Polpo.Core.Git.Worktrees.Spares;
using Polpo.Engine.Storage;

namespace Polpo.Core.Git;

public static class GitFeature
{
    public static IServiceCollection AddGit(this IServiceCollection services, SpareOptions? spares = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GitFolders>();
        services.AddSingleton<GitSettings>();
        services.AddSingleton<GitExecutor>();
        services.AddSingleton<Inspection>();
        services.AddSingleton<Mirrors>();
        services.AddSingleton<Trash>();
        services.AddSingleton<CheckoutFill>();
        services.AddSingleton<Checkouts>();
        services.AddSingleton(spares ?? new SpareOptions());
        services.AddSingleton<SpareShelf>();
        services.AddSingleton<SpareClaim>();
        services.AddSingleton<SpareKeeper>().AddHostedService(provider => provider.GetRequiredService<SpareKeeper>());
        services.AddSingleton<Checkpoints>();
        services.AddSingleton<History>();
        services.AddSingleton<Publishing>();
        services.AddSingleton<Combining>();
        services.AddSingleton<Lines>();
        services.AddSingleton<Merging>();
        services.AddSingleton<Deliveries>();
        services
            .AddSingleton<GitMaintenance>()
            .AddHostedService(provider => provider.GetRequiredService<GitMaintenance>());
        return services.AddSingleton<Git>().AddSingleton<IGit>(provider => provider.GetRequiredService<Git>());
    }

    /// <summary>Where several servers, each with mirrors of its own, share a database: commits of one come to the others through it.</summary>
    public static IServiceCollection AddGitSharing(this IServiceCollection services) =>
        services
            .AddSingleton<IEntityMapping, CommitPackMapping>()
            .AddSingleton<PackIndex>()
            .AddSingleton<PackFiles>()
            .AddSingleton<SharedCommits>()
            .AddSingleton<IEntityMapping, GitLineMapping>()
            .AddSingleton<SharedLines>()
            .AddSingleton<IGit>(provider => new SharedGit(
                provider.GetRequiredService<Git>(),
                provider.GetRequiredService<SharedCommits>(),
                provider.GetRequiredService<SharedLines>()
            ));
}
