using Polpo.Core.Git;
using Polpo.Core.Sandboxes;

namespace Polpo.Core.Environments;

/// <summary>Builds what a repository's tools need (its dependencies), once per lockfile, script and image, and shares it read-only.</summary>
public interface IEnvironments
{
    /// <returns>The sealed layer, or null when the repository needs none.</returns>
    /// <exception cref="Engine.Kernel.RefusedException">The setup failed; the message ends with the last lines of its output.</exception>
    /// <param name="trusted">A commit of the person's. Which hosts the setup may reach is read there: what an agent wrote decides nothing about the network.</param>
    /// <param name="spec">What the workspace says that it needs.</param>
    Task<EnvironmentLayer?> PrepareAsync(
        string workspace,
        Worktree worktree,
        CommitId trusted,
        EnvironmentSpec spec,
        Action<string>? onProgress,
        CancellationToken cancellationToken
    );
}
