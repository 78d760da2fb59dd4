using System.Globalization;
using Polpo.Core.Agents.Files.Spelling;
using Polpo.Core.Sandboxes;

namespace Polpo.Core.Agents.Files;

/// <summary>Reads <c>settings.limits</c>: <c>{"memory":"2 GB","cpus":1,"processes":200,"disk":"5 GB"}</c>.</summary>
internal static class LimitFields
{
    public static SandboxLimits Read(JsonFields limits)
    {
        Restrictions.RequireSpelledInLimits(limits);
        return new()
        {
            MemoryBytes = Size(limits, "memory", SandboxBounds.Least.MemoryBytes),
            Cpus = Cpus(limits),
            Processes = (int?)limits.Whole("processes", SandboxBounds.Least.Processes),
            DiskBytes = Size(limits, "disk", SandboxBounds.Least.DiskBytes),
        };
    }

    private static long? Size(JsonFields limits, string name, long least) =>
        limits.String(name) is not { } text ? null
        : Amount.Bytes(text) is { } bytes && bytes >= least ? bytes
        : throw limits.Wrong(
            limits.Source[name]!,
            limits.Path(name),
            $"{Amount.SizeForm}, at least {Amount.Text(least)}"
        );

    private static double? Cpus(JsonFields limits) =>
        limits.Source["cpus"] is not { } part ? null
        : double.TryParse(part.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var cpus)
        && cpus >= SandboxBounds.Least.Cpus
        && double.IsFinite(cpus)
            ? cpus
        : throw limits.Wrong(
            part,
            limits.Path("cpus"),
            string.Create(CultureInfo.InvariantCulture, $"a number, at least {SandboxBounds.Least.Cpus}")
        );
}
