using System.Globalization;

namespace Polpo.Runner.Limits;

/// <summary>What is written into a group to limit it. A group has the files of its version and of its controllers only.</summary>
internal static class LimitFiles
{
    private const long Period = 100_000;

    public static readonly string[] Controllers = ["memory", "cpu", "pids"];

    public static void Write(string folder, GroupLimits limits)
    {
        var memory = Text(limits.MemoryBytes);
        var cpu = Text((long)(limits.Cpus * Period));
        foreach (
            var (file, value) in new[]
            {
                ("memory.limit_in_bytes", memory),
                // Memory and swap together, after memory alone: no more of it on a disk. A kernel may count no swap.
                ("memory.memsw.limit_in_bytes", memory),
                ("memory.max", memory),
                ("memory.swap.max", "0"),
                ("cpu.cfs_quota_us", cpu),
                ("cpu.max", $"{cpu} {Text(Period)}"),
                ("pids.max", Text(limits.Processes)),
            }
        )
            if (File.Exists($"{folder}/{file}"))
                File.WriteAllText($"{folder}/{file}", value);
    }

    /// <summary>Has the kernel end all of a group when it ends one process of it for want of memory. Version 1 knows no such.</summary>
    public static void DieTogether(string folder)
    {
        if (File.Exists($"{folder}/memory.oom.group"))
            File.WriteAllText($"{folder}/memory.oom.group", "1");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

internal readonly record struct GroupLimits(long MemoryBytes, double Cpus, int Processes);
