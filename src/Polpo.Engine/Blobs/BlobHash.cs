using System.Security.Cryptography;
using Polpo.Engine.Kernel;

namespace Polpo.Engine.Blobs;

/// <summary>The name of a content.</summary>
internal static class BlobHash
{
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static bool Is(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept("0123456789abcdef");

    /// <exception cref="RefusedException">The text is not a hash; it may come from a request.</exception>
    public static string Require(string hash) =>
        Is(hash)
            ? hash
            : throw new RefusedException(Refusal.Invalid, "A blob is named by its SHA-256: 64 lowercase hex digits.");

    /// <exception cref="InvalidDataException">The content was changed where it is kept.</exception>
    public static byte[] Verify(string hash, byte[] content) =>
        Of(content) == hash
            ? content
            : throw new InvalidDataException($"Blob {hash} was changed where it is kept. Restore it from a backup.");
}
