using Polpo.Core.Git;
using Polpo.Core.Sandboxes;

namespace Polpo.Core.Environments;

/// <summary>Builds what a repository's tools need (its dependencies), once per lockfile, script and image, and shares it read-only.</summary>
public interface IEnvironments
{
    /// <returns>The sealed layer, or null when the repository needs none.</returns>
    /// <exception cref="Engine.Kernel.RefusedException">The setup failed; the message ends with the last lines of its output.</exception>
    /// <param name="start">Where the work starts. Which hosts the setup may reach is read there, or in <see cref="EnvironmentSpec.Own"/>: what an agent wrote decides nothing about the network.</param>
    /// <param name="spec">What the workspace says that it needs.</param>
    Task<EnvironmentLayer?> PrepareAsync(
        string workspace,
        Worktree worktree,
        CommitId start,
        EnvironmentSpec spec,
        Action<string>? onProgress,
        CancellationToken cancellationToken
    );
}
