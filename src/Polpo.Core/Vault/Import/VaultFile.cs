using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Vault.Entries;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault.Import;

/// <summary>
/// A <c>.polpo/vault.enc</c>: 12 bytes nonce, 16 bytes tag, then AES-256-GCM of a JSON tree, agent to service to entry. It is read to be
/// imported, and never written.
/// </summary>
public static class VaultFile
{
    private const int Nonce = 12;
    private const int Tag = 16;
    private const int KeyLength = 32;

    /// <param name="key">32 bytes, or their 64 hexadecimal digits.</param>
    /// <exception cref="RefusedException">The key is none, does not open the file, or what it holds is no such tree.</exception>
    public static IReadOnlyList<ImportedEntry> Read(ReadOnlySpan<byte> file, ReadOnlySpan<byte> key)
    {
        var bytes =
            KeyOf(key)
            ?? throw Invalid("The key of a vault file is 32 bytes, or 64 hexadecimal digits. This is neither.");
        if (Open(file, bytes) is not { } plain)
            throw Invalid("The key does not open the file: it is another one's, or the file was changed.");
        try
        {
            return JsonNode.Parse(plain) is JsonObject tree ? [.. Entries(tree)] : throw NoTree();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException)
        {
            throw NoTree();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static IEnumerable<ImportedEntry> Entries(JsonObject tree) =>
        from agent in tree
        from service in agent.Value as JsonObject ?? throw NoTree()
        select Entry(agent.Key, service.Key, service.Value as JsonObject ?? throw NoTree());

    private static ImportedEntry Entry(string agent, string service, JsonObject entry)
    {
        var fields = (entry["credentials"] as JsonObject ?? throw NoTree())
            .Select(one => (one.Key, Value: one.Value?.ToString() ?? ""))
            .Where(one => one.Value.Length > 0)
            .ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
        var word = entry["type"]?.ToString();
        // What does not fit its type is kept whole, as one that takes any field: nothing is left behind.
        var type =
            VaultEntryTypes.Find(word) is { } known && known.Problem(fields) is null ? known : VaultEntryType.Custom;
        return new ImportedEntry(
            new VaultDraft(service, agent, [])
            {
                Type = type,
                Label = entry["label"]?.ToString() is { Length: > 0 } label ? label : null,
                Fields = fields.ToDictionary(one => one.Key, one => new Secret(one.Value), StringComparer.Ordinal),
            },
            type.Word == word ? null : word
        );
    }

    private static byte[]? KeyOf(ReadOnlySpan<byte> key)
    {
        if (key.Length == KeyLength)
            return key.ToArray();
        var text = System.Text.Encoding.ASCII.GetString(key).Trim();
        return text.Length == 2 * KeyLength && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
    }

    private static byte[]? Open(ReadOnlySpan<byte> file, byte[] key)
    {
        if (file.Length < Nonce + Tag)
            return null;
        var plain = new byte[file.Length - Nonce - Tag];
        try
        {
            using var aes = new AesGcm(key, Tag);
            aes.Decrypt(file[..Nonce], file[(Nonce + Tag)..], file.Slice(Nonce, Tag), plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static RefusedException NoTree() =>
        Invalid("The file opens, but does not hold agents with their services and credentials. Nothing was imported.");

    private static RefusedException Invalid(string message) => new(Refusal.Invalid, message);
}

/// <param name="OtherType">Its type as it stood there, where it was not kept.</param>
public sealed record ImportedEntry(VaultDraft Draft, string? OtherType);
