using Polpo.Engine.Kernel;

namespace Polpo.Engine.Blobs;

/// <summary>Blobs in a folder, for one server: written beside, flushed, and renamed into place, so that a name always has its whole content.</summary>
internal sealed class DirectoryBlobs(PolpoHome home) : IBlobs
{
    public async Task<string> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var hash = BlobHash.Of(content.Span);
        var path = PathOf(hash);
        if (File.Exists(path))
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
            File.Move(beside, path, overwrite: true);
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

    private string PathOf(string hash) => home.At("blobs", hash[..2], hash[2..]);
}
