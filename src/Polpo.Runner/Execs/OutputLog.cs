using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Runner.Execs;

/// <summary>
/// What a run has printed: an append-only file up to a bound, then only its last part in memory, so that a command which prints
/// without end fills neither the disk nor us. The hash and the count are over everything.
/// </summary>
internal sealed class OutputLog(string path, long fileBound = 64 << 20) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly OutputRing _ring = new();
    private SafeFileHandle? _file;
    private TaskCompletionSource _grown = NewSignal();
    private long _fileBound = fileBound;
    private string? _sealed;

    public long Length { get; private set; }

    /// <summary>Completes when <see cref="Wake"/> is called next.</summary>
    public Task Grown
    {
        get
        {
            lock (_gate)
                return _grown.Task;
        }
    }

    /// <summary>Keeps more output. Who waits for it is told by <see cref="Wake"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_sealed is not null)
                return;
            var stored = Store(bytes);
            if (stored < bytes.Length)
                _ring.Add(bytes[stored..], Length + stored);
            _hash.AppendData(bytes);
            Length += bytes.Length;
        }
    }

    /// <summary>Up to <paramref name="max"/> bytes from the offset on, and where they begin: later than asked when that part is no longer kept.</summary>
    public (long Offset, byte[] Data) Read(long offset, int max)
    {
        lock (_gate)
        {
            var stored = Math.Min(Length, _fileBound);
            if (offset >= stored)
                return _ring.Read(offset, Length, max);
            var data = new byte[Math.Min(max, stored - offset)];
            // A sealed log holds no descriptor: a session has many runs.
            using var again = _file is null ? File.OpenHandle(path) : null;
            RandomAccess.Read(_file ?? again!, data, offset);
            return (offset, data);
        }
    }

    /// <summary>Nothing more is kept from here on.</summary>
    /// <returns>The hash over all that was printed.</returns>
    public string Seal()
    {
        lock (_gate)
        {
            if (_sealed is not null)
                return _sealed;
            _sealed = Convert.ToHexStringLower(_hash.GetHashAndReset());
            _hash.Dispose();
            _file?.Dispose();
            _file = null;
            return _sealed;
        }
    }

    public void Wake()
    {
        TaskCompletionSource grown;
        lock (_gate)
            (grown, _grown) = (_grown, NewSignal());
        grown.TrySetResult();
    }

    public void Dispose() => Seal();

    /// <returns>How many bytes the file took.</returns>
    private int Store(ReadOnlySpan<byte> bytes)
    {
        var stored = (int)Math.Clamp(_fileBound - Length, 0, bytes.Length);
        if (stored == 0)
            return 0;
        try
        {
            _file ??= File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
            RandomAccess.Write(_file, bytes[..stored], Length);
            return stored;
        }
        catch (IOException)
        {
            // The disk is full: the run goes on, and what it prints from here on is kept in memory only.
            _fileBound = Length;
            return 0;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
