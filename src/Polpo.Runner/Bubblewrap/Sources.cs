namespace Polpo.Runner.Bubblewrap;

/// <summary>What is bound into a sandbox, by the paths at which its unprivileged user finds it.</summary>
internal sealed record Sources
{
    public required string Worktree { get; init; }
    public required string Home { get; init; }
    public required string Etc { get; init; }

    /// <summary>The root file system; null: the host's own system.</summary>
    public string? Root { get; init; }

    public string? Mirror { get; init; }

    /// <summary>The host's own path of the mirror, which the worktree's alternates name.</summary>
    public string? MirrorInside { get; init; }

    /// <summary>What lies over the worktree: where it is, and its path below the worktree.</summary>
    public IReadOnlyList<Overlaid> Over { get; init; } = [];

    /// <summary>What is mounted over itself, writable, so that nobody puts another in its place.</summary>
    public IReadOnlyList<Overlaid> Pinned { get; init; } = [];

    /// <summary>What is mounted read-only over the worktree, last of all.</summary>
    public IReadOnlyList<Overlaid> Kept { get; init; } = [];
}

internal sealed record Overlaid(string Source, string Path);
