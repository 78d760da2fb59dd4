namespace Polpo.Core.Environments.Finding;

/// <summary>How one ecosystem's dependencies are brought in.</summary>
/// <param name="Script">Run in the worktree; what it writes below the worktree and the home folder is the environment.</param>
/// <param name="Inputs">Files, relative to the worktree, whose content decides whether an environment still fits.</param>
/// <param name="Hosts">The registries that the script may reach.</param>
/// <param name="Programs">What it runs: another version of them makes another environment.</param>
internal sealed record Recipe(
    string Script,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<string> Programs
)
{
    /// <summary>Files that may name more registries. They are read in a trusted commit, never in a worktree.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}
