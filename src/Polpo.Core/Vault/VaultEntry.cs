using Polpo.Core.Vault.Entries;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault;

/// <summary>A secret as anyone may see it: everything but its values.</summary>
/// <param name="Agent">The agent that owns it; null: the workspace, for all of its agents. An agent's own goes before the workspace's of the same name.</param>
/// <param name="Hosts">Where it is put in for its stand-in; empty: nowhere.</param>
public sealed record VaultEntry(
    string Name,
    string? Agent,
    IReadOnlyList<string> Hosts,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public VaultEntryType Type { get; init; } = VaultEntryType.Custom;

    /// <summary>What it is for, in a person's words.</summary>
    public string? Label { get; init; }

    public IReadOnlyList<VaultField> Fields { get; init; } = [VaultField.Only];

    /// <summary>One value without more about it: what a secret was before there were others.</summary>
    public bool IsSingle => Type == VaultEntryType.Custom && Label is null && Fields is [{ IsSingle: true }];
}

/// <param name="Shown">Its value, where that is no secret (a host, a user's name); null: it is one.</param>
public sealed record VaultField(string Name, string? Shown = null)
{
    /// <summary>The field of a secret that has one value.</summary>
    public const string OnlyName = "value";

    public static readonly VaultField Only = new(OnlyName);

    public bool IsSecret => Shown is null;

    internal bool IsSingle => IsSecret && Name == OnlyName;

    /// <summary>The environment variable under which programs in a sandbox find its stand-in.</summary>
    public string VariableOf(string entry) =>
        Name == OnlyName ? Plain(entry) : Plain($"{entry}_{Name}").ToUpperInvariant();

    private static string Plain(string name) => name.Replace('-', '_');
}

/// <summary>An entry with the values of its secret fields.</summary>
public sealed record OpenEntry(VaultEntry Entry, IReadOnlyDictionary<string, Secret> Values)
{
    /// <summary>The value of an entry that has one.</summary>
    public Secret Value => Values[VaultField.OnlyName];
}

/// <summary>A secret that a session works with.</summary>
/// <param name="Name">The variable under which programs find its stand-in.</param>
public sealed record LentSecret(string Name, Secret Value, IReadOnlyList<string> Hosts)
{
    /// <summary>The entry that it is of; empty: of none.</summary>
    public string Entry { get; init; } = "";

    public string Field { get; init; } = VaultField.OnlyName;
}
