using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Snapshots;

/// <summary>The content of a file at one size, even if it grows meanwhile. One that shrinks is read as ending in zero bytes; its stamp changes, so it is read again next time.</summary>
internal sealed class FileContent : IDisposable
{
    /// <summary>What git hosts refuse anyway; a session that makes a larger file is told so.</summary>
    public const long MaxBytes = 1L << 30;

    private readonly SafeFile _file;

    private FileContent(SafeFile file) => _file = file;

    public FileStamp Stamp => _file.Stamp;

    public long Length => (long)_file.Stamp.Size;

    /// <summary>Null when no regular file is there any more.</summary>
    public static FileContent? Open(SafeFolder folder, RepoPath path)
    {
        if (folder.OpenFile(path.Name) is not { } file)
            return null;
        if (file.Stamp.Size <= MaxBytes)
            return new FileContent(file);
        file.Dispose();
        throw new RefusedException(
            Refusal.OverLimit,
            $"The file {path} has {file.Stamp.Size >> 20:N0} MB; at most {MaxBytes >> 20:N0} MB are recorded. Delete it or have git ignore it."
        );
    }

    /// <summary>Gives exactly <see cref="Length"/> bytes, in parts.</summary>
    public void Read(Action<ReadOnlyMemory<byte>> take)
    {
        var buffer = new byte[(int)Math.Clamp(Length, 1, 256 << 10)];
        for (long done = 0; done < Length; )
        {
            var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, Length - done));
            var read = RandomAccess.Read(_file.Handle, part.Span, done);
            if (read == 0)
            {
                part.Span.Clear();
                read = part.Length;
            }
            take(part[..read]);
            done += read;
        }
    }

    public void Dispose() => _file.Dispose();
}
