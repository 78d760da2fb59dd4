using Polpo.Core.Git;
using Polpo.Core.Sandboxes;

namespace Polpo.Core.Environments;

/// <summary>Repositories whose commands need nothing that is not in the checkout.</summary>
internal sealed class NoEnvironments : IEnvironments
{
    public Task<EnvironmentLayer?> PrepareAsync(string workspace, Worktree worktree, string? setup, Action<string>? onProgress, CancellationToken cancellationToken) =>
        Task.FromResult<EnvironmentLayer?>(null);
}
