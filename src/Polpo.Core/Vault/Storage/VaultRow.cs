using System.Globalization;
using System.Text.Json.Serialization;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Keys;

namespace Polpo.Core.Vault.Storage;

/// <summary>An entry as it stands in its file.</summary>
/// <param name="Value">Sealed; absent where there are fields.</param>
internal sealed record VaultRow(
    string Name,
    string? Agent,
    IReadOnlyList<string> Hosts,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value = null
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; init; }

    /// <summary>Absent: one value and no more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SealedField>? Fields { get; init; }

    [JsonIgnore]
    public VaultEntry Entry =>
        new(Name, Agent, Hosts, CreatedAt, UpdatedAt)
        {
            Type = VaultEntryTypes.Find(Type) ?? VaultEntryType.Custom,
            Label = Label,
            Fields = Fields is null
                ? [VaultField.Only]
                : [.. Fields.Select(one => new VaultField(one.Name, one.Shown))],
        };

    /// <summary>Whether all is there that must be.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        Name is not null
        && Hosts is not null
        && !Hosts.Contains(null!)
        && (
            Fields is null
                ? Value is not null && Type is null && Label is null
                : Value is null
                    && VaultEntryTypes.Find(Type) is not null
                    && Fields.All(one => one is { Name: not null } && one.Shown is null != one.Value is null)
        );

    public static VaultRow Of(VaultEntry entry) =>
        new(entry.Name, entry.Agent, entry.Hosts, entry.CreatedAt, entry.UpdatedAt)
        {
            Type = entry.IsSingle ? null : entry.Type.Word,
            Label = entry.Label,
            Fields = entry.IsSingle ? null : [.. entry.Fields.Select(one => new SealedField(one.Name, one.Shown))],
        };

    /// <summary>All that the sealed value of a field is bound to.</summary>
    public byte[] Bound(string workspace, string field)
    {
        IEnumerable<string?> stands =
        [
            workspace,
            Agent,
            Name,
            CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
            UpdatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
        ];
        if (Fields is null)
            return VaultCipher.Bind(["polpo vault entry 1", .. stands, .. Hosts]);
        return VaultCipher.Bind([
            "polpo vault field 1",
            .. stands,
            Type,
            Label,
            Hosts.Count.ToString(CultureInfo.InvariantCulture),
            .. Hosts,
            .. Fields.SelectMany(one => new[] { one.Name, one.Shown }),
            field,
        ]);
    }
}

/// <param name="Shown">As it is, where it is no secret.</param>
/// <param name="Value">Sealed, where it is one.</param>
internal sealed record SealedField(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Shown,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value = null
);
