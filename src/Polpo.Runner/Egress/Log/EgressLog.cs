using Polpo.Runner.Protocol;

namespace Polpo.Runner.Egress.Log;

/// <summary>
/// What left one sandbox, and what was refused: an append-only file that is read by offsets, so that whoever keeps the offset reads
/// nothing twice. What happens between two reads is added up by run and host, so that a loop of requests makes one line. A second after
/// it happened it stands in the file, behind what was read: a runner that is killed loses no more than that.
/// </summary>
internal sealed class EgressLog : IDisposable
{
    private const int MostKeys = 1000;
    private const int MostRead = 256 << 10;
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly Dictionary<string, EgressEntry> _pending = new(StringComparer.Ordinal);
    private readonly ITimer _saving;
    private long _settled;
    private bool _unsaved;
    private bool _closed;

    public EgressLog(string path, TimeProvider time)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        // All that an earlier runner had saved is settled, but for a line in which it was killed.
        _settled = WholeLines();
        _file.SetLength(_settled);
        _saving = time.CreateTimer(_ => Save(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(EgressEntry entry)
    {
        lock (_gate)
        {
            var key = entry.Key;
            if (!_pending.ContainsKey(key) && _pending.Count >= MostKeys)
            {
                entry = entry.Folded();
                key = entry.Key;
            }
            _pending[key] = _pending.TryGetValue(key, out var known) ? known.Plus(entry) : entry;
            if (_unsaved || _closed)
                return;
            _unsaved = true;
            _saving.Change(_soon, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The entries from the offset on, and the offset behind them. An offset behind the end reads nothing.</summary>
    public EgressReply Read(long offset)
    {
        lock (_gate)
        {
            Settle();
            var start = Math.Clamp(offset, 0, _file.Length);
            var data = new byte[Math.Min(MostRead, _file.Length - start)];
            RandomAccess.Read(_file.SafeFileHandle, data, start);
            // Whole lines only: one is never longer than what is read at once.
            var whole = data.AsSpan(0, data.AsSpan().LastIndexOf((byte)'\n') + 1);
            return new EgressReply([.. Lines(whole)], start + whole.Length);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            Settle();
            _closed = true;
            _saving.Dispose();
            _file.Dispose();
        }
    }

    private void Save()
    {
        lock (_gate)
            try
            {
                if (!_closed)
                    Write();
            }
            catch (IOException)
            {
                // The disk is full: the next request tries again.
            }
    }

    private long WholeLines()
    {
        var data = new byte[Math.Min(MostRead, _file.Length)];
        var start = _file.Length - data.Length;
        RandomAccess.Read(_file.SafeFileHandle, data, start);
        return start + data.AsSpan().LastIndexOf((byte)'\n') + 1;
    }

    /// <summary>What was added up so far is told as it is; what comes is added up anew.</summary>
    private void Settle()
    {
        if (_pending.Count == 0)
            return;
        Write();
        _settled = _file.Length;
        _pending.Clear();
    }

    /// <summary>Over what was written before of the same sums.</summary>
    private void Write()
    {
        _unsaved = false;
        byte[] lines = [.. _pending.Values.SelectMany(Wire.Line)];
        RandomAccess.Write(_file.SafeFileHandle, lines, _settled);
        _file.SetLength(_settled + lines.Length);
    }

    private static List<EgressEntry> Lines(ReadOnlySpan<byte> data)
    {
        List<EgressEntry> entries = [];
        foreach (
            var line in System.Text.Encoding.UTF8.GetString(data).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        )
            entries.Add(Wire.Read<EgressEntry>(line));
        return entries;
    }
}
