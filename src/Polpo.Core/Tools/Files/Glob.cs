using System.Text;
using System.Text.RegularExpressions;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>A file pattern: <c>*</c> and <c>?</c> within a part, <c>**</c> over parts, <c>[a-z]</c>, <c>{ts,tsx}</c>. Matching takes linear time.</summary>
internal sealed class Glob
{
    private readonly Regex _regex;
    private readonly bool _nameOnly;

    private Glob(Regex regex, bool nameOnly) => (_regex, _nameOnly) = (regex, nameOnly);

    /// <summary>Reads a pattern. One without a slash is held against names when <paramref name="names"/> says so.</summary>
    public static Glob Parse(string pattern, bool names = false)
    {
        var text = pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern;
        if (text.Length is 0 or > 1000)
            throw new RefusedException(Refusal.Invalid, "The pattern is empty or longer than 1,000 characters.");
        try
        {
            var regex = new Regex(
                $"\\A{Translate(text)}\\z",
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline
            );
            return new Glob(regex, names && !text.Contains('/'));
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"\"{pattern}\" is not a pattern. Patterns look like src/**/*.ts or *.{{js,ts}}.",
                bad
            );
        }
    }

    public bool Matches(SafePath path, SafePath below) =>
        _regex.IsMatch(_nameOnly ? path.Name : path.Below(below) ?? path.Text);

    private static string Translate(string glob)
    {
        var regex = new StringBuilder();
        var groups = 0;
        for (var at = 0; at < glob.Length; )
        {
            if (Wildcard(glob, at) is var (text, length))
            {
                regex.Append(text);
                at += length;
                continue;
            }
            var letter = glob[at++];
            regex.Append(
                letter switch
                {
                    '{' => "(?:",
                    '}' when groups > 0 => ")",
                    ',' when groups > 0 => "|",
                    _ => Regex.Escape(letter.ToString()),
                }
            );
            groups +=
                letter == '{' ? 1
                : letter == '}' && groups > 0 ? -1
                : 0;
        }
        return regex.ToString();
    }

    /// <summary>What stands for more than one character, and how long it is in the pattern.</summary>
    private static (string Text, int Length)? Wildcard(string glob, int at) =>
        glob[at] switch
        {
            // "a/**/b" also means "a/b".
            '*' when At(glob, at + 1) == '*' => At(glob, at + 2) == '/' ? ("(?:.*/)?", 3) : (".*", 2),
            '*' => ("[^/]*", 1),
            '?' => ("[^/]", 1),
            '[' when at + 2 < glob.Length && glob.IndexOf(']', at + 2) is var end and > 0 => (
                Set(glob[(at + 1)..end]),
                end - at + 1
            ),
            _ => null,
        };

    private static char At(string text, int index) => index < text.Length ? text[index] : '\0';

    private static string Set(string inner)
    {
        var negated = inner[0] is '!' or '^';
        var members = (negated ? inner[1..] : inner).Replace("\\", "\\\\").Replace("[", "\\[").Replace("^", "\\^");
        return negated ? $"[^/{members}]" : $"[{members}]";
    }
}
