using System.Security.Cryptography;

namespace Polpo.Core.Receipts;

/// <summary>The public part of a key that signs receipts: ECDSA on P-256, as a SubjectPublicKeyInfo in base64.</summary>
public sealed record ReceiptKey(string PublicKey)
{
    /// <summary>A short name for people to compare: the SHA-256 of the key.</summary>
    public string Fingerprint =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(PublicKey)))}";

    /// <summary>Whether a person who wrote this meant this key: the key itself or its whole fingerprint.</summary>
    public bool Is(string pinned) =>
        pinned.Trim() is var text
        && (text == PublicKey || string.Equals(text, Fingerprint, StringComparison.OrdinalIgnoreCase));

    /// <summary>Null when the text is no key. Only the one spelling of its bytes is taken.</summary>
    public static ReceiptKey? Parse(string? text) => Bytes(text) is null ? null : new ReceiptKey(text!);

    internal bool Verifies(byte[] signed, string? signature)
    {
        if (Bytes(signature) is not { } given)
            return false;
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(PublicKey), out var read);
            return read == Bytes(PublicKey)!.Length
                && key.KeySize == 256
                && key.VerifyData(signed, given, HashAlgorithmName.SHA256);
        }
        catch (Exception error)
            when (error is CryptographicException or PlatformNotSupportedException or ArgumentException)
        {
            // The bytes are not a key of this kind, so they have signed nothing.
            return false;
        }
    }

    private static byte[]? Bytes(string? text)
    {
        var buffer = new byte[text?.Length ?? 0];
        return
            text is { Length: > 0 }
            && Convert.TryFromBase64String(text, buffer, out var length)
            && Convert.ToBase64String(buffer, 0, length) == text
            ? buffer[..length]
            : null;
    }
}
