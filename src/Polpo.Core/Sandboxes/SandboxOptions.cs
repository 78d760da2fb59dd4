namespace Polpo.Core.Sandboxes;

/// <summary>How commands are isolated on this installation.</summary>
public sealed record SandboxOptions
{
    public const string Bubblewrap = "bubblewrap";

    /// <summary>No isolation; only when somebody asked for it by name.</summary>
    public const string None = "none";

    public string Kind { get; init; } = Bubblewrap;

    /// <summary>The runner's program; by default the one beside this program.</summary>
    public string? RunnerPath { get; init; }

    /// <summary>An allowed host may have a loopback or private address. For tests and for registries inside a company's network.</summary>
    public bool AllowPrivateAddresses { get; init; }
}
