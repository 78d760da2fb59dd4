using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Runner.Limits;

/// <summary>Reads what the kernel has counted for a sandbox, from files that stay open: it is read before and after each run.</summary>
internal sealed class LimitMeter : IDisposable
{
    private readonly List<(SafeFileHandle File, string Name, Action<Counting, long> Add)> _lines = [];

    /// <param name="folders">The groups that limit: one of version 2, or one a controller of version 1.</param>
    public LimitMeter(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            Open(folder, "memory.events", "oom_kill", (counting, value) => counting.OutOfMemory += value);
            Open(folder, "memory.oom_control", "oom_kill", (counting, value) => counting.OutOfMemory += value);
            Open(folder, "pids.events", "max", (counting, value) => counting.ForksRefused += value);
            Open(folder, "cpu.stat", "nr_throttled", (counting, value) => counting.Throttled += value);
        }
    }

    public LimitCounts Read()
    {
        var counting = new Counting();
        Span<byte> buffer = stackalloc byte[1024];
        foreach (var (file, name, add) in _lines)
            if (Value(buffer[..Read(file, buffer)], name) is { } value)
                add(counting, value);
        return new LimitCounts(counting.OutOfMemory, counting.ForksRefused, counting.Throttled);
    }

    public void Dispose()
    {
        foreach (var (file, _, _) in _lines)
            file.Dispose();
    }

    private void Open(string folder, string file, string name, Action<Counting, long> add)
    {
        if (File.Exists($"{folder}/{file}"))
            _lines.Add((File.OpenHandle($"{folder}/{file}"), name, add));
    }

    /// <summary>Nothing when the group is gone.</summary>
    private static int Read(SafeFileHandle file, Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(file, buffer, 0);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static long? Value(ReadOnlySpan<byte> text, string name)
    {
        foreach (var line in Encoding.ASCII.GetString(text).Split('\n'))
            if (line.StartsWith(name + " ", StringComparison.Ordinal))
                return long.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
        return null;
    }

    private sealed class Counting
    {
        public long OutOfMemory { get; set; }
        public long ForksRefused { get; set; }
        public long Throttled { get; set; }
    }
}

/// <summary>What happened since the sandbox was opened.</summary>
/// <param name="OutOfMemory">Processes that the kernel ended for want of memory.</param>
/// <param name="ForksRefused">Processes that were not started because there were too many.</param>
/// <param name="Throttled">Periods of a tenth of a second in which it had used up its share of the processor.</param>
internal readonly record struct LimitCounts(long OutOfMemory, long ForksRefused, long Throttled)
{
    public static LimitCounts operator -(LimitCounts left, LimitCounts right) =>
        new(
            left.OutOfMemory - right.OutOfMemory,
            left.ForksRefused - right.ForksRefused,
            left.Throttled - right.Throttled
        );
}
