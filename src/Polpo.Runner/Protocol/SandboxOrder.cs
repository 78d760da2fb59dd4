namespace Polpo.Runner.Protocol;

/// <summary>Everything that a sandbox may see, write and reach. Paths are the host's; what is writable and laid over is relative to the worktree.</summary>
internal sealed record SandboxOrder
{
    public required string Id { get; init; }
    public required string Workspace { get; init; }
    public required string Kind { get; init; }

    /// <summary>Where containers come from; null where none are configured.</summary>
    public ContainerOrder? Container { get; init; }

    /// <summary>The directory of the root file system that bubblewrap starts from; null: the host's own system.</summary>
    public string? Root { get; init; }

    public required string Worktree { get; init; }
    public string? Mirror { get; init; }
    public LayerOrder? Layer { get; init; }
    public IReadOnlyList<string> WritablePaths { get; init; } = [];
    public NetworkOrder Network { get; init; } = new();

    /// <summary>Held in memory by the runner; the sandbox gets a stand-in of each.</summary>
    public IReadOnlyList<SecretOrder> Secrets { get; init; } = [];

    /// <summary>A directory that becomes the home folder as it is, writable: how an environment is built.</summary>
    public string? Home { get; init; }

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
    public long MemoryBytes { get; init; }
    public double Cpus { get; init; }
    public int Processes { get; init; }

    /// <summary>What it may write to disk; 0: no limit.</summary>
    public long DiskBytes { get; init; }
}

/// <summary>The hosts that may be reached through the proxy. Nothing allowed: no network at all.</summary>
internal sealed record NetworkOrder
{
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];
    public IReadOnlyList<string> DeniedHosts { get; init; } = [];

    /// <summary>What the installation allows at all; null: it sets no bound.</summary>
    public IReadOnlyList<string>? Bound { get; init; }
}

/// <summary>A sealed layer: <c>FOLDER/home</c> and <c>FOLDER/worktree/PATH</c> are laid copy-on-write over the home folder and the worktree.</summary>
internal sealed record LayerOrder(string Folder, IReadOnlyList<string> Paths);
