using Polpo.Runner.Protocol;

namespace Polpo.Runner.Egress.Log;

/// <summary>
/// What left one sandbox, and what was refused: an append-only file that is read by offsets, so that whoever keeps the offset reads
/// nothing twice. What happens between two reads is added up by run and host, so that a loop of requests makes one line.
/// </summary>
internal sealed class EgressLog : IDisposable
{
    private const int MostKeys = 1000;
    private const int MostRead = 256 << 10;

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly Dictionary<string, EgressEntry> _pending = new(StringComparer.Ordinal);

    public EgressLog(string path) =>
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

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
        }
    }

    /// <summary>The entries from the offset on, and the offset behind them. An offset behind the end reads nothing.</summary>
    public EgressReply Read(long offset)
    {
        lock (_gate)
        {
            Flush();
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
            Flush();
            _file.Dispose();
        }
    }

    private void Flush()
    {
        foreach (var entry in _pending.Values)
            RandomAccess.Write(_file.SafeFileHandle, Wire.Line(entry), _file.Length);
        _pending.Clear();
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
