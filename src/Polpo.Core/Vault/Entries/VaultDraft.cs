using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault.Entries;

/// <summary>A secret that is to be kept, with its values.</summary>
/// <param name="Agent">Its owner; null: the workspace.</param>
/// <param name="Hosts">Where it is lent to. Given anew with each value, so that nobody who does not know a value sends it elsewhere.</param>
public sealed record VaultDraft(string Name, string? Agent, IReadOnlyList<string> Hosts)
{
    public VaultEntryType Type { get; init; } = VaultEntryType.Custom;

    public string? Label { get; init; }

    /// <summary>All fields, those that are shown too.</summary>
    public required IReadOnlyDictionary<string, Secret> Fields { get; init; }

    public static VaultDraft OfOne(string name, string? agent, Secret value, IReadOnlyList<string> hosts) =>
        new(name, agent, hosts) { Fields = new Dictionary<string, Secret> { [VaultField.OnlyName] = value } };

    /// <exception cref="RefusedException">It cannot be a secret; no value is in the message.</exception>
    public void Check() => VaultRules.Check(this);

    /// <summary>In the order of their names.</summary>
    internal IReadOnlyList<VaultField> Shape =>
        [
            .. Fields
                .OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => Type.FieldOf(one.Key, one.Value.Reveal())),
        ];

    internal IReadOnlyDictionary<string, Secret> Secrets =>
        Shape.Where(one => one.IsSecret).ToDictionary(one => one.Name, one => Fields[one.Name], StringComparer.Ordinal);
}
