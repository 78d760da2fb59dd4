using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault;

/// <summary>A secret as anyone may see it: everything but its value.</summary>
/// <param name="Agent">The agent that owns it; null: the workspace, for all of its agents. An agent's own goes before the workspace's of the same name.</param>
/// <param name="Hosts">Where it is put in for its stand-in; empty: nowhere.</param>
public sealed record VaultEntry(
    string Name,
    string? Agent,
    IReadOnlyList<string> Hosts,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

/// <summary>A secret that a session works with.</summary>
public sealed record LentSecret(string Name, Secret Value, IReadOnlyList<string> Hosts);
