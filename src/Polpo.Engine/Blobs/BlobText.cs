using System.Text;

namespace Polpo.Engine.Blobs;

/// <summary>Texts in the blob store.</summary>
public static class BlobText
{
    public static Task<string> WriteTextAsync(this IBlobs blobs, string text, CancellationToken cancellationToken) =>
        blobs.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>The text; or a sentence that says that it was removed.</summary>
    public static async Task<string> ReadTextAsync(
        this IBlobs blobs,
        string? hash,
        CancellationToken cancellationToken
    ) =>
        hash is not null && await blobs.ReadAsync(hash, cancellationToken) is { } content
            ? Encoding.UTF8.GetString(content)
            : "[This text is no longer stored.]";
}
