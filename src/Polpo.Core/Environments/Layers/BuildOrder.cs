using Polpo.Core.Environments.Finding;
using Polpo.Core.Git;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments.Layers;

/// <summary>A layer that is to be built.</summary>
/// <param name="KeyOf">The key that a checkout asks for.</param>
internal sealed record BuildOrder(
    string Key,
    string Workspace,
    Worktree Worktree,
    Recipe Recipe,
    Func<Tree, string?> KeyOf
)
{
    /// <summary>What the sandbox of the build starts from.</summary>
    public string? Image { get; init; }

    /// <summary>The download folders that it finds.</summary>
    public IReadOnlyList<string> Caches { get; init; } = [];

    /// <summary>Whether a person's commit alone decides what it does: then what it has downloaded is kept for later builds.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>A session that lives on could have changed the worktree between the look at it and the copy, and have its own layer stand for another's.</summary>
    /// <exception cref="RefusedException">The copy asks for another layer than the one that is being built.</exception>
    public void RequireSame(Tree copy)
    {
        if (KeyOf(copy) != Key)
            throw new RefusedException(
                Refusal.Conflict,
                "The worktree changed while its environment was being prepared. It is tried again at the next command."
            );
    }
}
