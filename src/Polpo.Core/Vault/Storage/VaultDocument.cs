using System.Globalization;
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
                && read.Rows.All(row =>
                    row is { Name: not null, Hosts: not null, Value: not null } && !row.Hosts.Contains(null!)
                )
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
    public Secret? Value(VaultKey data, VaultRow row) =>
        VaultCipher.Open(data, row.Value, OfRow(row)) is { } plain ? new Secret(Encoding.UTF8.GetString(plain)) : null;

    public VaultDocument With(VaultKey data, VaultEntry entry, Secret value)
    {
        var row = new VaultRow(entry.Name, entry.Agent, entry.Hosts, entry.CreatedAt, entry.UpdatedAt, "");
        row = row with { Value = VaultCipher.Seal(data, Encoding.UTF8.GetBytes(value.Reveal()), OfRow(row)) };
        return this with { Rows = [.. Without(entry.Name, entry.Agent).Rows, row] };
    }

    public VaultRow? Find(string name, string? agent) =>
        Rows.FirstOrDefault(row => row.Name == name && row.Agent == agent);

    public VaultDocument Without(string name, string? agent) =>
        this with
        {
            Rows = [.. Rows.Where(row => row.Name != name || row.Agent != agent)],
        };

    private static byte[] OfKey(string workspace, string key) => VaultCipher.Bind("polpo vault key 1", workspace, key);

    private byte[] OfRow(VaultRow row) =>
        VaultCipher.Bind([
            "polpo vault entry 1",
            Workspace,
            row.Agent,
            row.Name,
            row.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
            row.UpdatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
            .. row.Hosts,
        ]);
}

/// <param name="Value">Sealed.</param>
internal sealed record VaultRow(
    string Name,
    string? Agent,
    IReadOnlyList<string> Hosts,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string Value
)
{
    public VaultEntry Entry => new(Name, Agent, Hosts, CreatedAt, UpdatedAt);
}
