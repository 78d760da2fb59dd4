using Polpo.Core.Vault.Entries;
using Polpo.Engine.Journal;

namespace Polpo.Core.Vault;

public sealed record SecretSet(string Name, string? Agent, IReadOnlyList<string> Hosts) : IFact
{
    public static string Type => "vault.set";

    /// <summary>Absent: one value.</summary>
    public VaultEntryType? Kind { get; init; }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string>? Fields { get; init; }
}

public sealed record SecretRemoved(string Name, string? Agent) : IFact
{
    public static string Type => "vault.removed";
}

/// <param name="Secrets">How many were sealed anew.</param>
public sealed record VaultRotated(int Secrets) : IFact
{
    public static string Type => "vault.rotated";
}
