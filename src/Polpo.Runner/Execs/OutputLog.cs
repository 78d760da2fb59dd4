using System.Security.Cryptography;

namespace Polpo.Runner.Execs;

/// <summary>
/// What a run has printed: an append-only file up to a bound, then only its last part in memory, so that a command which prints
/// without end fills neither the disk nor us. The hash and the count are over everything.
/// </summary>
internal sealed class OutputLog : IDisposable
{
    private const int TailBound = 1 << 20;

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _tail = new byte[TailBound];
    private TaskCompletionSource _grown = NewSignal();
    private long _fileBound = 64 << 20;
    private bool _disposed;

    public OutputLog(string path) =>
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    public long Length { get; private set; }

    /// <summary>Completes at the next growth, or when <see cref="Wake"/> is called.</summary>
    public Task Grown
    {
        get
        {
            lock (_gate)
                return _grown.Task;
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            Store(bytes);
            KeepTail(bytes);
            _hash.AppendData(bytes);
            Length += bytes.Length;
        }
        Wake();
    }

    /// <summary>Up to <paramref name="max"/> bytes from the offset on, and where they begin: later than asked when that part is no longer kept.</summary>
    public (long Offset, byte[] Data) Read(long offset, int max)
    {
        lock (_gate)
        {
            var stored = Math.Min(Length, _fileBound);
            var oldest = Math.Max(0, Length - TailBound);
            var fromFile = offset < stored && !_disposed;
            var start = fromFile ? offset : Math.Min(Math.Max(offset, oldest), Length);
            var data = new byte[Math.Min(max, (fromFile ? stored : Length) - start)];
            if (fromFile)
                RandomAccess.Read(_file.SafeFileHandle, data, start);
            else
                for (var i = 0; i < data.Length; i++)
                    data[i] = _tail[(start + i) % TailBound];
            return (start, data);
        }
    }

    public string Hash()
    {
        lock (_gate)
            return _disposed ? "" : Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    public void Wake()
    {
        TaskCompletionSource grown;
        lock (_gate)
            (grown, _grown) = (_grown, NewSignal());
        grown.TrySetResult();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _file.Dispose();
            _hash.Dispose();
        }
    }

    private void Store(ReadOnlySpan<byte> bytes)
    {
        var stored = (int)Math.Clamp(_fileBound - Length, 0, bytes.Length);
        try
        {
            if (stored > 0)
                RandomAccess.Write(_file.SafeFileHandle, bytes[..stored], Length);
        }
        catch (IOException)
        {
            // The disk is full: the run goes on, and what it prints from here on is kept in memory only.
            _fileBound = Length;
        }
    }

    private void KeepTail(ReadOnlySpan<byte> bytes)
    {
        var kept = bytes.Length > TailBound ? bytes[^TailBound..] : bytes;
        var at = (int)((Length + bytes.Length - kept.Length) % TailBound);
        var first = Math.Min(kept.Length, TailBound - at);
        kept[..first].CopyTo(_tail.AsSpan(at));
        kept[first..].CopyTo(_tail);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
