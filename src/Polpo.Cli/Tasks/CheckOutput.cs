using System.Text.RegularExpressions;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Tasks;

/// <summary>The end of what a failed check printed, a few lines of it: test runners say last what went wrong.</summary>
internal static partial class CheckOutput
{
    private const int MostLines = 12;
    private const int Width = 160;

    public static IEnumerable<string> EndOf(CheckView check, string indent)
    {
        if (check.Passed || check.Output is null)
            yield break;
        var lines = Colours()
            .Replace(check.Output, "")
            .Split('\n')
            .Select(line => Plain.Cut(Overwritten(line.TrimEnd()), Width))
            .Where(line => line.Length > 0)
            .ToList();
        if (lines.Count > MostLines)
            yield return $"{indent}│ … {Plain.Count(lines.Count - MostLines, "line")} before";
        foreach (var line in lines.TakeLast(MostLines))
            yield return $"{indent}│ {line}";
    }

    /// <summary>What a terminal would show of a line that is written over, such as a progress bar.</summary>
    private static string Overwritten(string line) => line[(line.LastIndexOf('\r') + 1)..];

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]", RegexOptions.NonBacktracking)]
    private static partial Regex Colours();
}
