using System.Globalization;
using System.Text;

namespace Polpo.Core.Costs;

/// <summary>Costs as a table for a spreadsheet (RFC 4180). No text in it is a formula.</summary>
public static class CostCsv
{
    private static readonly string[] Header =
    [
        "key",
        "name",
        "calls",
        "unpriced_calls",
        "usd",
        "input_tokens",
        "output_tokens",
        "review_usd",
        "review_seconds",
        "merged",
        "open",
        "failed",
        "unfinished",
    ];

    public static string Write(IEnumerable<CostLine> lines)
    {
        var text = new StringBuilder();
        Row(text, Header);
        foreach (var line in lines)
            Row(
                text,
                [
                    line.Key,
                    line.Name,
                    Number(line.Calls),
                    Number(line.Unpriced),
                    Number(line.Money.Dollars),
                    Number(line.Input),
                    Number(line.Output),
                    Number(line.Review.Dollars),
                    Number((long)line.Reviewed.TotalSeconds),
                    Number(line.Outcome.Merged),
                    Number(line.Outcome.Open),
                    Number(line.Outcome.Failed),
                    Number(line.Outcome.Unfinished),
                ]
            );
        return text.ToString();
    }

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) =>
        text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static string Cell(string text)
    {
        // What a spreadsheet would compute; an apostrophe has it take the rest as text. A leading space does not hide it.
        if (text.AsSpan().TrimStart() is ['=' or '+' or '-' or '@', ..] || text is ['\t' or '\r' or '\n', ..])
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    private static string Number(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
