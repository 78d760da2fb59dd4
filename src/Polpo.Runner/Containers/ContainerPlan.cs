namespace Polpo.Runner.Containers;

/// <summary>What an engine is asked to make, by the names of its interface.</summary>
internal sealed record ContainerPlan
{
    public required string Image { get; init; }
    public required string User { get; init; }
    public required IReadOnlyList<string> Entrypoint { get; init; }
    public IReadOnlyList<string> Cmd { get; init; } = [];
    public string WorkingDir { get; init; } = "/";
    public string Hostname { get; init; } = "polpo";
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Its first process reads from us and ends when we do.</summary>
    public bool OpenStdin { get; init; } = true;

    public bool StdinOnce { get; init; } = true;
    public bool AttachStdin { get; init; } = true;
    public bool AttachStdout { get; init; } = true;
    public bool AttachStderr { get; init; } = true;
    public bool NetworkDisabled { get; init; } = true;
    public required HostPlan HostConfig { get; init; }
}

/// <summary>How it is closed in.</summary>
internal sealed record HostPlan
{
    public string NetworkMode { get; init; } = "none";
    public string IpcMode { get; init; } = "private";
    public bool ReadonlyRootfs { get; init; } = true;
    public IReadOnlyList<string> CapDrop { get; init; } = ["ALL"];
    public IReadOnlyList<string> SecurityOpt { get; init; } = ["no-new-privileges"];
    public required IReadOnlyList<MountPlan> Mounts { get; init; }
    public required IReadOnlyDictionary<string, string> Tmpfs { get; init; }
    public long Memory { get; init; }
    public long MemorySwap { get; init; }
    public long NanoCpus { get; init; }
    public int PidsLimit { get; init; }

    /// <summary>Named, because an engine's own defaults may be more than its own limits.</summary>
    public IReadOnlyList<UlimitPlan> Ulimits { get; init; } =
    [new("core", 0, 0), new("nofile", 1024, 4096), new("nproc", 4096, 4096)];
}

internal sealed record MountPlan(string Source, string Target, bool ReadOnly = false)
{
    public string Type { get; init; } = "bind";
}

internal sealed record UlimitPlan(string Name, long Soft, long Hard);
