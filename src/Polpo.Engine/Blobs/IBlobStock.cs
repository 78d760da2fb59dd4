namespace Polpo.Engine.Blobs;

/// <summary>The blobs as retention sees them: what there is, since when, and how to take one away.</summary>
public interface IBlobStock
{
    IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken);

    /// <summary>Takes a blob away, unless it was written after <paramref name="notSince"/>: who wrote it again is about to name it.</summary>
    /// <returns>The bytes that this freed; null when the blob is gone already or was written again.</returns>
    Task<long?> RemoveAsync(string hash, DateTimeOffset notSince, CancellationToken cancellationToken);

    /// <summary>When retention took it; null when it never did.</summary>
    Task<DateTimeOffset?> RemovedAtAsync(string hash, CancellationToken cancellationToken);
}

/// <param name="WrittenAt">When it was last written, the same content again included.</param>
public sealed record StoredBlob(string Hash, long Bytes, DateTimeOffset WrittenAt);
