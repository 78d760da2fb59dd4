using System.Globalization;
using System.Text;

namespace Polpo.Benchmarks.Reporting;

/// <summary>What a report comes to, in words and as an exit code.</summary>
public static class Verdict
{
    public static string Write(Report report, Report? before, Comparison? comparison)
    {
        var text = new StringBuilder();
        var judged = report.Figures.Where(line => line.Met is not null).ToList();
        var missed = judged.Where(line => line.Met == false).Select(line => line.Name).ToList();
        Line(text, $"{judged.Count - missed.Count} of {judged.Count} goals met.");
        if (missed.Count > 0)
            Line(text, $"Missed: {string.Join(", ", missed)}.");
        Line(text, $"Load {report.LoadBefore} before, {report.LoadAfter} after, on {report.Machine.Cores} cores.");
        if (before is not null && comparison is not null)
            Line(text, $"Baseline: {before.At:yyyy-MM-dd}, {before.Machine.Processor}, {before.Machine.Cores} cores.");
        if (comparison is { SameMachine: false } or { SameSettings: false })
            Line(text, "The baseline is of another machine, database or wire: read ×base with care.");
        return text.ToString().TrimEnd();
    }

    /// <summary>A wrong result is always 1; slowness only when a limit was given.</summary>
    public static int ExitCode(Report report, Comparison? comparison, double? limit) =>
        report.Failures.Count > 0 || (limit is { } ratio && comparison?.Regressions(ratio).Count > 0) ? 1 : 0;

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
