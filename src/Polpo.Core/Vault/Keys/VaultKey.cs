using System.Security.Cryptography;
using System.Text;

namespace Polpo.Core.Vault.Keys;

/// <summary>A key of 256 bits, known by a name that tells nothing of it.</summary>
internal sealed class VaultKey(byte[] bytes)
{
    private const int Length = 32;

    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData([.. "polpo vault key id"u8, .. bytes]))[..16];

    public ReadOnlySpan<byte> Bytes => bytes;

    public string Hex => Convert.ToHexStringLower(bytes);

    public static VaultKey New() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Null when the text is not 64 hexadecimal digits.</summary>
    public static VaultKey? Parse(string text)
    {
        var plain = text.Trim();
        return plain.Length == 2 * Length && plain.All(char.IsAsciiHexDigit)
            ? new VaultKey(Convert.FromHexString(plain))
            : null;
    }
}

/// <summary>AES-256-GCM with a random nonce: <c>nonce (12) | tag (16) | ciphertext</c>, in base64. What it belongs to is authenticated with it.</summary>
internal static class VaultCipher
{
    private const int Nonce = 12;
    private const int Tag = 16;

    public static string Seal(VaultKey key, ReadOnlySpan<byte> plain, byte[] belongsTo)
    {
        var sealed_ = new byte[Nonce + Tag + plain.Length];
        RandomNumberGenerator.Fill(sealed_.AsSpan(0, Nonce));
        using var aes = new AesGcm(key.Bytes, Tag);
        aes.Encrypt(
            sealed_.AsSpan(0, Nonce),
            plain,
            sealed_.AsSpan(Nonce + Tag),
            sealed_.AsSpan(Nonce, Tag),
            belongsTo
        );
        return Convert.ToBase64String(sealed_);
    }

    /// <summary>Null when it was sealed with another key, for something else, or was changed since.</summary>
    public static byte[]? Open(VaultKey key, string text, byte[] belongsTo)
    {
        var all = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, all, out var length) || length < Nonce + Tag)
            return null;
        var plain = new byte[length - Nonce - Tag];
        try
        {
            using var aes = new AesGcm(key.Bytes, Tag);
            aes.Decrypt(
                all.AsSpan(0, Nonce),
                all.AsSpan(Nonce + Tag, plain.Length),
                all.AsSpan(Nonce, Tag),
                plain,
                belongsTo
            );
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Texts as one, so that no two lists of texts make the same bytes.</summary>
    public static byte[] Bind(params IEnumerable<string?> texts) =>
        Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => text is null ? "-:" : $"{text.Length}:{text}")));
}
