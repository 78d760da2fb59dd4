using System.Globalization;
using System.Text;

namespace Polpo.Benchmarks.Reporting;

/// <summary>A report for people: one line a figure.</summary>
public static class ResultTable
{
    private static readonly string[] Head =
    [
        "scenario",
        "p50",
        "p95",
        "p99",
        "model",
        "×model",
        "peer",
        "×peer",
        "×floor",
        "goal",
        "met",
        "×base",
    ];

    public static string Write(Report report, Comparison? comparison)
    {
        var text = new StringBuilder();
        Lines(text, ["floor", "p50", "p95", "p99"], [.. report.Floors.Select(Floor)]);
        text.Append('\n');
        Lines(text, Head, [.. report.Figures.Select(line => Row(line, comparison?.Of(line.Name)))]);
        foreach (var failure in report.Failures)
            text.Append(CultureInfo.InvariantCulture, $"\n{failure.Scenario}: WRONG RESULT: {failure.Message}\n");
        return text.ToString();
    }

    private static string[] Floor(ReportLine line) =>
        [line.Name, Value(line.P50, line.Unit), Value(line.P95, line.Unit), Value(line.P99, line.Unit)];

    private static string[] Row(ReportLine line, double? ratio) =>
        [
            line.Name,
            Value(line.P50, line.Unit),
            Value(line.P95, line.Unit),
            Value(line.P99, line.Unit),
            Number(line.Model),
            Number(line.ToModel),
            Number(line.Peer),
            Number(line.ToPeer),
            Number(line.ToFloor),
            line.TailGoal is { } tail ? $"{Number(line.Goal)}/{Number(tail)}" : Number(line.Goal),
            line.Met switch
            {
                true => "yes",
                false => "NO",
                null => "",
            },
            Number(ratio is { } given ? ReportLine.Round(given) : null),
        ];

    private static string Value(double value, string unit) => $"{Number(value)} {unit}";

    private static string Number(double? value) => value?.ToString("#,0.##", CultureInfo.InvariantCulture) ?? "";

    private static void Lines(StringBuilder text, string[] head, IReadOnlyList<string[]> rows)
    {
        var widths = head.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max())
            .ToArray();
        foreach (var row in rows.Prepend(head))
        {
            var cells = row.Select(
                (cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])
            );
            text.AppendJoin("  ", cells).Append('\n');
        }
    }
}
