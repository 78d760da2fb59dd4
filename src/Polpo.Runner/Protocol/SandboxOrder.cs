namespace Polpo.Runner.Protocol;

/// <summary>Everything that a sandbox may see, write and reach. Paths are the host's; what is writable and laid over is relative to the worktree.</summary>
internal sealed record SandboxOrder
{
    public required string Id { get; init; }
    public required string Workspace { get; init; }
    public required string Kind { get; init; }
    public required string Worktree { get; init; }
    public string? Mirror { get; init; }
    public LayerOrder? Layer { get; init; }
    public IReadOnlyList<string> WritablePaths { get; init; } = [];
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Loopback and private addresses are reached too, where a host of them is allowed by name.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>A directory that becomes the home folder as it is, writable: how an environment is built.</summary>
    public string? Home { get; init; }

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
    public long MemoryBytes { get; init; }
    public double Cpus { get; init; }
    public int Processes { get; init; }
}

/// <summary>A sealed layer: <c>FOLDER/home</c> and <c>FOLDER/worktree/PATH</c> are laid copy-on-write over the home folder and the worktree.</summary>
internal sealed record LayerOrder(string Folder, IReadOnlyList<string> Paths);
