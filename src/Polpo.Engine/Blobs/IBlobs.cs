namespace Polpo.Engine.Blobs;

/// <summary>Content by its SHA-256 in lowercase hex: a directory for one server, database chunks for many. Written before the fact that names it.</summary>
public interface IBlobs
{
    /// <returns>The hash. Writing the same content again changes nothing.</returns>
    Task<string> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <returns>The content, or null when retention has removed it.</returns>
    Task<byte[]?> ReadAsync(string hash, CancellationToken cancellationToken);
}
