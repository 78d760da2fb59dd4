using System.Text;
using System.Text.Json;
using Polpo.Core.Vault.Keys;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault.Storage;

/// <summary>
/// A workspace's secrets as they stand in its file. A master key seals the file's own data key, and that seals each value together
/// with all that stands beside it: moved, renamed or lent to other hosts, it opens no more.
/// </summary>
/// <param name="Key">The master key, by its id.</param>
internal sealed record VaultDocument(
    int Version,
    string Workspace,
    string Key,
    string DataKey,
    IReadOnlyList<VaultRow> Rows
)
{
    private const int Current = 1;
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static VaultDocument New(string workspace, VaultKey master, VaultKey data) =>
        new(Current, workspace, master.Id, VaultCipher.Seal(master, data.Bytes, OfKey(workspace, master.Id)), []);

    /// <exception cref="RefusedException">The bytes are no such document.</exception>
    public static VaultDocument Read(string path, byte[] bytes)
    {
        try
        {
            if (
                JsonSerializer.Deserialize<VaultDocument>(bytes, _json)
                    is { Version: Current, Key: not null, DataKey: not null, Rows: not null } read
                && read.Rows.All(row => row is { IsWhole: true })
            )
                return read;
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new RefusedException(
            Refusal.Unavailable,
            $"{path} is not a vault that this version reads. Nothing was changed."
        );
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, _json);

    /// <summary>Null: none of the keys opens it.</summary>
    public VaultKey? Open(IEnumerable<VaultKey> masters) =>
        masters.FirstOrDefault(one => one.Id == Key) is { } master
        && VaultCipher.Open(master, DataKey, OfKey(Workspace, Key)) is { } data
            ? new VaultKey(data)
            : null;

    /// <summary>Null: the row was changed, or belongs elsewhere.</summary>
    public OpenEntry? Values(VaultKey data, VaultRow row)
    {
        var values = new Dictionary<string, Secret>(StringComparer.Ordinal);
        var sealed_ = row.Fields ?? [new SealedField(VaultField.OnlyName, null, row.Value)];
        foreach (var field in sealed_.Where(one => one.Value is not null))
        {
            if (VaultCipher.Open(data, field.Value!, row.Bound(Workspace, field.Name)) is not { } plain)
                return null;
            values[field.Name] = new Secret(Encoding.UTF8.GetString(plain));
        }
        return new OpenEntry(row.Entry, values);
    }

    /// <param name="values">Of the secret fields.</param>
    public VaultDocument With(VaultKey data, VaultEntry entry, IReadOnlyDictionary<string, Secret> values)
    {
        var row = VaultRow.Of(entry);
        string Sealed(string field) =>
            VaultCipher.Seal(data, Encoding.UTF8.GetBytes(values[field].Reveal()), row.Bound(Workspace, field));
        var stored = row with
        {
            Value = row.Fields is null ? Sealed(VaultField.OnlyName) : null,
            Fields = row.Fields is null
                ? null
                : [.. row.Fields.Select(one => one.Shown is null ? one with { Value = Sealed(one.Name) } : one)],
        };
        return this with { Rows = [.. Without(entry.Name, entry.Agent).Rows, stored] };
    }

    public VaultRow? Find(string name, string? agent) =>
        Rows.FirstOrDefault(row => row.Name == name && row.Agent == agent);

    public VaultDocument Without(string name, string? agent) =>
        this with
        {
            Rows = [.. Rows.Where(row => row.Name != name || row.Agent != agent)],
        };

    private static byte[] OfKey(string workspace, string key) => VaultCipher.Bind("polpo vault key 1", workspace, key);
}
