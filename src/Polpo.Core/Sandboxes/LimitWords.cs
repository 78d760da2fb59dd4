using System.Globalization;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>Says which limit a command ran against and where it is raised.</summary>
internal sealed class LimitWords(SandboxBounds given, SandboxBounds installation)
{
    private const double Period = 0.1;

    /// <summary>Being held back is nothing to speak of unless it cost the command its time: a tenth of it at least.</summary>
    private const double LeastPart = 0.1;

    /// <summary>Empty when it ran against none.</summary>
    public string Of(ExecEnd end)
    {
        if (end.Hits is not { } hits)
            return "";
        List<string> said = [];
        if (hits.DiskBytes > 0)
            said.Add(
                $"Everything that ran in this sandbox was ended because it had written {Amount.Text(hits.DiskBytes)} to disk; the limit is {Amount.Text(given.DiskBytes)}. Delete what is not needed before you write more, or {Raise(given.DiskBytes < installation.DiskBytes, "disk", SandboxBounds.DiskVariable)}"
            );
        if (hits.OutOfMemory > 0)
            said.Add(
                $"Memory ran out: the limit is {Amount.Text(given.MemoryBytes)}, files in /tmp included, and {Count(hits.OutOfMemory, "process was", "processes were")} ended for it. Use less at a time, or {Raise(given.MemoryBytes < installation.MemoryBytes, "memory", SandboxBounds.MemoryVariable)}"
            );
        if (hits.ForksRefused > 0)
            said.Add(
                $"There were too many processes: the limit is {given.Processes}, and {Count(hits.ForksRefused, "one more was", "more were")} refused. Start fewer at a time, or {Raise(given.Processes < installation.Processes, "processes", SandboxBounds.ProcessesVariable)}"
            );
        if (end.TimedOut && hits.Throttled * Period >= end.Seconds * LeastPart)
            said.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It wanted more processor than the limit of {given.Cpus:0.##} and was held back. Give it more time, or {Raise(given.Cpus < installation.Cpus, "cpus", SandboxBounds.CpusVariable)}"
                )
            );
        return string.Join(' ', said);
    }

    private static string Count(long count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";

    private static string Raise(bool byWorkspace, string setting, string variable) =>
        byWorkspace
            ? $"let a person raise settings.limits.{setting} in .polpo/polpo.json."
            : $"let a person raise {variable} where Polpo is started.";
}
