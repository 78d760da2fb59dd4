using System.Security.Cryptography;

namespace Polpo.Core.Backups.Archive;

/// <summary>Reads exactly as much of a stream as was said, and hashes it on the way: a file that others still append to gets into an archive whole.</summary>
internal sealed class MeasuredStream(Stream inner, long length) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <summary>Of all that was read.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override int Read(Span<byte> buffer) => Seen(inner.Read(Left(buffer)), buffer);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - _read)];
        return Seen(await inner.ReadAsync(wanted, cancellationToken), wanted.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private Span<byte> Left(Span<byte> buffer) => buffer[..(int)Math.Min(buffer.Length, length - _read)];

    private int Seen(int count, Span<byte> buffer)
    {
        if (count == 0 && _read < length && buffer.Length > 0)
            throw new EndOfStreamException("It became shorter while it was read.");
        _hash.AppendData(buffer[..count]);
        _read += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }
}
