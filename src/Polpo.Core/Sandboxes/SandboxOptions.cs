namespace Polpo.Core.Sandboxes;

/// <summary>How commands are isolated on this installation.</summary>
public sealed record SandboxOptions
{
    public const string Bubblewrap = "bubblewrap";

    /// <summary>A container of an engine on this machine.</summary>
    public const string Container = "container";

    /// <summary>No isolation; only when somebody asked for it by name.</summary>
    public const string None = "none";

    /// <summary>A rung by name; null: the first of the ladder that works here.</summary>
    public string? Kind { get; init; }

    /// <summary>What sandboxes start from.</summary>
    public SandboxImages Images { get; init; } = SandboxImages.None;

    /// <summary>Where containers come from; null where no image is named.</summary>
    public ContainerSource? Containers { get; init; }

    /// <summary>The runner's program; by default the one beside this program.</summary>
    public string? RunnerPath { get; init; }

    public SandboxBounds Bounds { get; init; } = new();

    /// <summary>The hosts that this installation allows at all, whatever a workspace or agent says; null: it sets no bound.</summary>
    public IReadOnlyList<string>? AllowedHosts { get; init; }

    /// <summary>Hosts that nobody reaches from this installation.</summary>
    public IReadOnlyList<string> DeniedHosts { get; init; } = [];
}
