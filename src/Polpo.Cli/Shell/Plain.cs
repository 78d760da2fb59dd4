using System.Globalization;
using System.Text;

namespace Polpo.Cli.Shell;

/// <summary>Text that came from elsewhere (models, repositories, tools), made fit for a terminal: no escape sequence in it has an effect.</summary>
internal static class Plain
{
    public static string Text(string text) => text.Any(IsHarmful) ? Replaced(text) : text;

    /// <summary>The first line that says something, at most <paramref name="width"/> characters.</summary>
    public static string Line(string text, int width)
    {
        return Cut(text.Split('\n').Select(part => part.Trim()).FirstOrDefault(part => part.Length > 0) ?? "", width);
    }

    /// <summary>A line as it is, at most <paramref name="width"/> characters of it.</summary>
    public static string Cut(string line, int width)
    {
        var plain = Text(line);
        return plain.Length <= width ? plain : string.Concat(plain.AsSpan(0, Math.Max(0, width - 1)), "…");
    }

    public static string Usd(decimal dollars) => string.Create(CultureInfo.InvariantCulture, $"${dollars:0.00##}");

    public static string Duration(TimeSpan time) =>
        time < TimeSpan.FromMinutes(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s");

    public static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>Columns as wide as their widest cell, two spaces apart.</summary>
    public static void Table(TextWriter to, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Select(row => row.Select(cell => Line(cell, 100)).ToList()).Prepend([.. header]).ToList();
        var widths = header.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        foreach (var row in all)
            to.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    // Control characters steer the terminal; the others reorder or hide what is beside them.
    public static bool IsHarmful(char character) =>
        (char.IsControl(character) && character is not ('\n' or '\t'))
        || character is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f';

    private static string Replaced(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text.Replace("\r\n", "\n", StringComparison.Ordinal))
            result.Append(IsHarmful(character) ? '·' : character);
        return result.ToString();
    }
}
