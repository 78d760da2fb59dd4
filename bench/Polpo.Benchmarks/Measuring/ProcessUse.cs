using System.Globalization;

namespace Polpo.Benchmarks.Measuring;

/// <summary>What a set of processes uses, from <c>/proc</c>.</summary>
public static class ProcessUse
{
    private const double TicksASecond = 100; // USER_HZ: the same on every Linux that .NET runs on

    /// <summary>Proportional set size in KB: shared pages are split among those who share them, so that sums are true.</summary>
    public static double Memory(IEnumerable<int> processes) =>
        processes.Sum(pid =>
        {
            try
            {
                return Machine.Kilobytes(Machine.ValueIn($"/proc/{pid}/smaps_rollup", "Pss"));
            }
            // It has ended meanwhile.
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        });

    /// <summary>Processor time so far, with that of children that have ended.</summary>
    public static TimeSpan Processor(IEnumerable<int> processes) =>
        TimeSpan.FromSeconds(processes.Sum(Ticks) / TicksASecond);

    /// <summary>These and all that they started, directly or not.</summary>
    public static IReadOnlyList<int> WithChildren(IEnumerable<int> roots)
    {
        var children = Directory
            .EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0]))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .ToLookup(pid => Stat(pid) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : 0);
        var found = new HashSet<int>(roots);
        var next = new Queue<int>(found);
        while (next.TryDequeue(out var parent))
        {
            foreach (var child in children[parent].Where(found.Add))
                next.Enqueue(child);
        }
        return [.. found];
    }

    private static double Ticks(int pid) =>
        Stat(pid) is { } stat ? stat[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) : 0;

    /// <summary>From the third field on: after the name, which is in parentheses and may hold anything.</summary>
    private static string[]? Stat(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        // It has ended meanwhile.
        catch (IOException)
        {
            return null;
        }
    }
}
