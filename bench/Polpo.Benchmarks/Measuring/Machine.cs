using System.Globalization;
using System.Runtime.InteropServices;

namespace Polpo.Benchmarks.Measuring;

/// <summary>Where the figures come from: without it they mean nothing.</summary>
public sealed record Machine(string Processor, int Cores, double MemoryGb, string System, string Runtime)
{
    public static Machine This() =>
        new(
            ValueIn("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            Math.Round(Kilobytes(ValueIn("/proc/meminfo", "MemTotal")) / 1024.0 / 1024.0, 1),
            $"Linux {Environment.OSVersion.Version}",
            RuntimeInformation.FrameworkDescription
        );

    /// <summary>The number before " kB".</summary>
    internal static double Kilobytes(string? value) =>
        value is null ? 0 : double.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture);

    internal static string? ValueIn(string file, string key) =>
        File.ReadLines(file)
            .Where(line => line.StartsWith(key, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault();
}

/// <summary>What else the machine did: processes that run or want to, over the last minute.</summary>
public sealed record Load(double OneMinute)
{
    public static Load Now() =>
        new(double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture));

    /// <summary>More than half of the cores are taken: what is measured is the others too.</summary>
    public bool IsBusy(int cores) => OneMinute > cores / 2.0;
}
