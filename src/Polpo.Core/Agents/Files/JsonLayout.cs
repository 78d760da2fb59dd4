using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Core.Agents.Files;

/// <summary>How a file is laid out: its line ends and its indentation.</summary>
/// <param name="Break">Its line end; empty when all of it stands on one line.</param>
/// <param name="Unit">One step of indentation.</param>
internal sealed record JsonLayout(string Text, string Break, string Unit)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        IndentSize = 2,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonLayout Of(JsonText text)
    {
        // Latin-1: one character a byte, so that positions of the text are positions of the bytes.
        var characters = Encoding.Latin1.GetString(text.Bytes);
        if (characters.Length > 3 && !characters.TrimEnd().Contains('\n', StringComparison.Ordinal))
            return new JsonLayout(characters, "", "");
        var newLine = characters.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var unit = characters
            .Split('\n')
            .Select(line => line[..^line.TrimStart(' ', '\t').Length])
            .FirstOrDefault(indent => indent.Length > 0);
        return new JsonLayout(characters, newLine, unit ?? "  ");
    }

    /// <summary>A file of its own, with a newline at its end.</summary>
    public static byte[] WriteFile(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(Indented) + "\n");

    /// <summary>A value as this file would have it, its further lines indented below <paramref name="indent"/>.</summary>
    public string Write(JsonNode node, string indent)
    {
        if (Break.Length == 0)
            return node.ToJsonString(Compact);
        var lines = node.ToJsonString(Indented).Split('\n');
        return string.Join(Break, lines.Select((line, index) => index == 0 ? line : indent + Reindent(line)));
    }

    /// <summary>The indentation of the line that a byte stands in.</summary>
    public string IndentAt(int position)
    {
        var line = position == 0 ? 0 : Text.LastIndexOf('\n', position - 1) + 1;
        var end = line;
        while (end < Text.Length && Text[end] is ' ' or '\t')
            end++;
        return Text[line..end];
    }

    /// <summary>The white space in front of a byte.</summary>
    public string GapBefore(int position)
    {
        var start = position;
        while (start > 0 && char.IsWhiteSpace(Text[start - 1]))
            start--;
        return Text[start..position];
    }

    private string Reindent(string line)
    {
        var content = line.TrimStart(' ');
        return string.Concat(Enumerable.Repeat(Unit, (line.Length - content.Length) / 2)) + content;
    }
}
