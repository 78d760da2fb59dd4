using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>Searches the text of files.</summary>
internal sealed class GrepTool(TimeProvider time)
    : CheckedTool(
        "grep",
        "Search text files for a regular expression. Answers up to 100 lines as path:line: text; binary files, links and .git are left out.",
        """
        {"type":"object","properties":{
          "pattern":{"type":"string","minLength":1,"description":"Regular expression"},
          "path":{"type":"string","description":"File or folder to search, relative to the working directory"},
          "include":{"type":"string","description":"Only files that match this pattern, such as *.ts"}},
         "required":["pattern"]}
        """
    )
{
    private const int MostLines = 100;
    private const int LongestLine = 500;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LineTimeLimit = TimeSpan.FromMilliseconds(500);

    public override bool Repeatable => true;

    public override bool Writes => false;

    protected override Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    ) => Task.Run(() => Search(context, arguments, cancellationToken), cancellationToken);

    private ToolResult Search(ToolContext context, ToolArguments arguments, CancellationToken cancellationToken)
    {
        var regex = Parse(arguments.Text("pattern"));
        var include = arguments.OptionalText("include") is { Length: > 0 } given
            ? Glob.Parse(given, names: true)
            : null;
        using var root = SafeRoot.Of(context);
        var search = new FileSearch(root, arguments.OptionalText("path"), TimeLimit, time);
        var answer = new StringBuilder();
        var left = MostLines;
        foreach (var (file, start) in search.Files(cancellationToken))
        {
            if (include is not null && !include.Matches(file, start))
                continue;
            left -= SearchFile(root, file, regex, left, answer);
            if (left <= 0)
            {
                answer.Append("[stopped at 100 lines; use a narrower pattern, path or include]\n");
                break;
            }
        }
        if (search.TimeIsUp)
            answer.Append("[stopped after 15 seconds; name a folder with path or include]\n");
        return new ToolResult(answer.Length == 0 ? "No line matches." : answer.ToString());
    }

    private static int SearchFile(SafeRoot root, SafePath path, Regex regex, int most, StringBuilder answer)
    {
        var found = 0;
        var number = 0;
        foreach (var line in TextLines.Of(root, path))
        {
            number++;
            if (!Matches(regex, line))
                continue;
            answer
                .Append(CultureInfo.InvariantCulture, $"{path}:{number}: ")
                .Append(line.AsSpan(0, Math.Min(line.Length, LongestLine)));
            answer.Append(line.Length > LongestLine ? " …\n" : "\n");
            if (++found == most)
                break;
        }
        return found;
    }

    private static bool Matches(Regex regex, string line)
    {
        try
        {
            return regex.IsMatch(line);
        }
        catch (RegexMatchTimeoutException slow)
        {
            throw new RefusedException(
                Refusal.OverLimit,
                "The pattern takes too long on a line. Write it without nested repetitions, look-arounds and back-references.",
                slow
            );
        }
    }

    private static Regex Parse(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            // Look-arounds and back-references have no linear-time form: they are matched under a limit.
            return new Regex(pattern, RegexOptions.CultureInvariant, LineTimeLimit);
        }
        catch (ArgumentException bad)
        {
            throw new RefusedException(Refusal.Invalid, $"\"pattern\" is not a regular expression: {bad.Message}", bad);
        }
    }
}
