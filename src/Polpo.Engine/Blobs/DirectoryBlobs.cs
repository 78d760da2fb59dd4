using System.Runtime.CompilerServices;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;

namespace Polpo.Engine.Blobs;

/// <summary>
/// Blobs in a folder, for one server: written beside, flushed, renamed into place and the folder flushed, so that a name always has
/// its whole content, after a power cut too.
/// </summary>
internal sealed class DirectoryBlobs(PolpoHome home, BlobRemovals removals, StorageHealth health, TimeProvider time)
    : IBlobs,
        IBlobStock
{
    /// <summary>Writing a blob that is there and taking it away exclude each other, by the first digit of its name.</summary>
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<string> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreAsync(content, cancellationToken);
        }
        catch (Exception failed) when (FolderFailure.Of(failed, home) is { } trouble)
        {
            throw health.Failed(trouble);
        }
    }

    private async Task<string> StoreAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var hash = BlobHash.Of(content.Span);
        var isNewFolder = !Directory.Exists(home.At("blobs", hash[..2]));
        var path = PathOf(hash);
        if (await IsThereAsync(hash, path, cancellationToken))
            return hash;
        var beside = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            await using (
                var file = new FileStream(
                    beside,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 0,
                    useAsync: true
                )
            )
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            File.SetLastWriteTimeUtc(beside, time.GetUtcNow().UtcDateTime);
            File.Move(beside, path, overwrite: true);
            FolderSync.Flush(Path.GetDirectoryName(path)!);
            if (isNewFolder)
                FolderSync.Flush(home.Folder("blobs"));
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
        return hash;
    }

    public async Task<byte[]?> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        try
        {
            return BlobHash.Verify(
                hash,
                await File.ReadAllBytesAsync(PathOf(BlobHash.Require(hash)), cancellationToken)
            );
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var folder in new DirectoryInfo(home.Folder("blobs")).EnumerateDirectories())
        {
            await Task.Yield(); // a folder of many thousands must not hold its thread to the end
            foreach (var file in folder.EnumerateFiles())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var hash = folder.Name + file.Name;
                if (BlobHash.Is(hash))
                    yield return new StoredBlob(hash, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
            }
        }
    }

    public async Task<long?> RemoveAsync(string hash, DateTimeOffset notSince, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(BlobHash.Require(hash)));
        var gate = GateOf(hash);
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!file.Exists || file.LastWriteTimeUtc > notSince.UtcDateTime)
                return null;
            var bytes = file.Length;
            // Recorded first: after a crash between the two the content is there and is shown, which is the better mistake.
            await removals.RecordAsync(hash, bytes, time.GetUtcNow(), cancellationToken);
            file.Delete();
            return bytes;
        }
        finally
        {
            gate.Release();
        }
    }

    public Task<DateTimeOffset?> RemovedAtAsync(string hash, CancellationToken cancellationToken) =>
        removals.WhenAsync(hash, cancellationToken);

    /// <summary>Whether the content is kept already; from now on it counts as written now, and retention leaves it alone.</summary>
    private async Task<bool> IsThereAsync(string hash, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return false;
        var gate = GateOf(hash);
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(path))
                return false;
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    private SemaphoreSlim GateOf(string hash) => _gates[Convert.ToInt32(hash[..1], 16)];

    private string PathOf(string hash) => home.At("blobs", hash[..2], hash[2..]);
}
