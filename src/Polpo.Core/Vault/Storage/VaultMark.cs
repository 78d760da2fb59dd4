using System.Text.Json;

namespace Polpo.Core.Vault.Storage;

/// <summary>What a vault held when all servers last agreed, without values: tells a secret that was removed elsewhere from one that was set here.</summary>
/// <param name="Hash">Of the document.</param>
internal sealed record VaultMark(string Hash, IReadOnlyList<KnownSecret> Secrets)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public static VaultMark Of(string hash, VaultDocument document) =>
        new(hash, [.. document.Rows.Select(row => KnownSecret.Of(row.Entry))]);

    /// <summary>Null: they never agreed.</summary>
    public static VaultMark? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<VaultMark>(File.ReadAllBytes(path), _json) : null;
        }
        catch (JsonException)
        {
            // A mark that cannot be read says nothing: all secrets count as set since.
            return null;
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, _json);

    /// <summary>Their document without what was removed here since, where they did not set it anew.</summary>
    public static VaultDocument WithoutRemoved(VaultMark? mark, VaultDocument own, VaultDocument theirs) =>
        (mark?.Secrets ?? [])
            .Where(known => own.Find(known.Name, known.Agent) is null)
            .Where(known => theirs.Find(known.Name, known.Agent) is { } row && row.UpdatedAt == known.UpdatedAt)
            .Aggregate(theirs, (made, gone) => made.Without(gone.Name, gone.Agent));

    /// <summary>Whether an own secret belongs into their document: it was set here since, and later than there. One that they removed does not.</summary>
    public static bool Keeps(VaultMark? mark, VaultEntry own, VaultDocument theirs) =>
        theirs.Find(own.Name, own.Agent) is { } row
            ? row.UpdatedAt < own.UpdatedAt
            : mark?.Secrets.Contains(KnownSecret.Of(own)) != true;
}

internal sealed record KnownSecret(string Name, string? Agent, DateTimeOffset UpdatedAt)
{
    public static KnownSecret Of(VaultEntry entry) => new(entry.Name, entry.Agent, entry.UpdatedAt);
}
