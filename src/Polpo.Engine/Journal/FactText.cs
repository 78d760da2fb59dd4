using System.Globalization;

namespace Polpo.Engine.Journal;

/// <summary>Cuts texts so that they fit into a fact, counted as JSON counts them.</summary>
public static class FactText
{
    private const int LongestOfSome = 1000;
    private const int OfAnElement = 3; // its quotes and a comma

    /// <summary>Whether the text takes at most so many bytes in a fact.</summary>
    public static bool Fits(string text, int bytes) => StartLength(text, bytes) == text.Length;

    /// <summary>As much of the text's start as fits.</summary>
    public static string Start(string text, int bytes) => text[..StartLength(text, bytes)];

    /// <summary>As much of the text's end as fits.</summary>
    public static string End(string text, int bytes)
    {
        var from = text.Length;
        for (var left = bytes; from > 0 && (left -= Cost(text[from - 1])) >= 0; from--) { }
        if (from < text.Length && char.IsLowSurrogate(text[from]))
            from++;
        return text[from..];
    }

    /// <summary>As many of the texts as fit, the last of them cut, and how many more there are.</summary>
    public static IReadOnlyList<string> Some(IReadOnlyList<string> texts, int bytes)
    {
        var some = new List<string>();
        foreach (var text in texts)
        {
            var cut = Start(text, Math.Min(bytes, LongestOfSome));
            bytes -= cut.Sum(Cost) + OfAnElement;
            if (bytes <= 0)
                return [.. some, string.Create(CultureInfo.InvariantCulture, $"… and {texts.Count - some.Count} more")];
            some.Add(cut);
        }
        return some;
    }

    private static int StartLength(string text, int bytes)
    {
        var length = 0;
        for (var left = bytes; length < text.Length && (left -= Cost(text[length])) >= 0; length++) { }
        return length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
    }

    private static int Cost(char character) =>
        character switch
        {
            < ' ' or '"' or '\\' or '\u007f' => 6,
            < '\u0080' => 1,
            _ => 6,
        };
}
