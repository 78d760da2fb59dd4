using System.Text.RegularExpressions;

namespace Polpo.Core.Playbooks.Documents;

/// <summary><c>{{name}}</c> in a text. Anything else between braces, such as <c>{{vault:mail.password}}</c>, is no placeholder.</summary>
internal static partial class Placeholders
{
    public static bool IsName(string text) => Name.IsMatch(text);

    public static IEnumerable<string> In(string text) => Form.Matches(text).Select(NameOf);

    /// <summary>The one placeholder that the whole text is; null when it is not.</summary>
    public static string? Whole(string text) =>
        Form.Match(text) is { Success: true } match && match.Length == text.Length ? NameOf(match) : null;

    /// <summary>In one pass: a value that looks like a placeholder stays what it is.</summary>
    public static string Fill(string text, Func<string, string> value) =>
        Form.Replace(text, match => value(NameOf(match)));

    private static string NameOf(Match match) => match.Groups["name"].Value;

    [GeneratedRegex(
        @"\{\{[ ]{0,8}(?<name>[A-Za-z_][A-Za-z0-9_-]{0,63})[ ]{0,8}\}\}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Form { get; }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name { get; }
}
