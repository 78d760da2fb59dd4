namespace Polpo.Runner.Walls.Entry;

/// <summary>What one entry into a sandbox needs. Descriptors are those of the process that becomes the entry.</summary>
internal sealed record EntryOrder
{
    /// <summary>Files of control groups, open for writing: the process moves itself in first.</summary>
    public IReadOnlyList<int> Groups { get; init; } = [];

    /// <summary>The user namespace that owns the others, when we are not root and get our rights over them from it.</summary>
    public int? Owner { get; init; }

    public IReadOnlyList<int> Spaces { get; init; } = [];

    /// <summary>The user namespace of the commands; null where they share ours.</summary>
    public int? User { get; init; }

    /// <summary>The user to become, when we are root.</summary>
    public uint? Become { get; init; }

    /// <summary>Where the number of the process is told that stands inside.</summary>
    public int Tell { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>All that the process has to be started with.</summary>
    public IEnumerable<int> Descriptors => [.. Groups, .. new[] { Owner, User }.OfType<int>(), .. Spaces, Tell];
}
