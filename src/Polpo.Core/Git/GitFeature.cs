using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Git.Delivery;
using Polpo.Core.Git.Running;
using Polpo.Core.Git.Worktrees;

namespace Polpo.Core.Git;

public static class GitFeature
{
    public static IServiceCollection AddGit(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GitFolders>();
        services.AddSingleton<GitSettings>();
        services.AddSingleton<GitExecutor>();
        services.AddSingleton<Inspection>();
        services.AddSingleton<Mirrors>();
        services.AddSingleton<Trash>();
        services.AddSingleton<Checkouts>();
        services.AddSingleton<Checkpoints>();
        services.AddSingleton<History>();
        services.AddSingleton<Publishing>();
        services.AddSingleton<Merging>();
        services
            .AddSingleton<GitMaintenance>()
            .AddHostedService(provider => provider.GetRequiredService<GitMaintenance>());
        return services.AddSingleton<IGit, Git>();
    }
}
