using System.Globalization;
using System.Text;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>Shows a text file with line numbers.</summary>
internal sealed class ReadTool()
    : CheckedTool(
        "read",
        "Read a text file. Answers numbered lines, 500 unless limit says otherwise; continue with offset.",
        """
        {"type":"object","properties":{
          "path":{"type":"string","minLength":1,"description":"File, relative to the working directory"},
          "offset":{"type":"integer","minimum":1,"description":"First line, counted from 1"},
          "limit":{"type":"integer","minimum":1,"description":"Number of lines; 500 when absent"}},
         "required":["path"]}
        """
    )
{
    private const int LongestLine = 2_000;
    private const int LongestAnswer = 100_000;

    public override bool Repeatable => true;

    public override bool Writes => false;

    protected override async Task<ToolResult> CallAsync(
        ToolContext context,
        ToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        using var root = SafeRoot.Of(context);
        var path = SafePath.Parse(arguments.Text("path"));
        using var file = root.OpenFile(path);
        var text = (await TextFile.ReadAsync(file, path, cancellationToken)).Text;
        if (text.Length == 0)
            return new ToolResult($"\"{path}\" is empty.");
        var lines = text.Split('\n');
        var count = text.EndsWith('\n') ? lines.Length - 1 : lines.Length;
        var first = arguments.Number("offset", 1);
        if (first > count)
            throw new RefusedException(
                Refusal.Invalid,
                $"\"{path}\" has {count} lines; offset {first} is behind its end."
            );
        return new ToolResult(Numbered(lines.AsSpan(0, count), first, arguments.Number("limit", 500)));
    }

    private static string Numbered(ReadOnlySpan<string> lines, int first, int limit)
    {
        var answer = new StringBuilder();
        var next = first;
        while (next <= lines.Length && next - first < limit && answer.Length < LongestAnswer)
        {
            var line = lines[next - 1].TrimEnd('\r');
            answer
                .Append(CultureInfo.InvariantCulture, $"{next, 6}\t")
                .Append(line.AsSpan(0, Math.Min(line.Length, LongestLine)));
            if (line.Length > LongestLine)
                answer.Append(
                    CultureInfo.InvariantCulture,
                    $" … [{line.Length - LongestLine} more characters in this line]"
                );
            answer.Append('\n');
            next++;
        }
        if (next <= lines.Length)
            answer.Append(
                CultureInfo.InvariantCulture,
                $"[lines {first} to {next - 1} of {lines.Length}; go on with offset {next}]\n"
            );
        return answer.ToString();
    }
}
