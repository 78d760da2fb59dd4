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
            var regex = new Regex($"\\A{Translate(text)}\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
            return new Glob(regex, names && !text.Contains('/'));
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException)
        {
            throw new RefusedException(Refusal.Invalid, $"\"{pattern}\" is not a pattern. Patterns look like src/**/*.ts or *.{{js,ts}}.", bad);
        }
    }

    public bool Matches(SafePath path, SafePath below) => _regex.IsMatch(_nameOnly ? path.Name : path.Below(below) ?? path.Text);

    private static string Translate(string glob)
    {
        var regex = new StringBuilder();
        var groups = 0;
        for (var at = 0; at < glob.Length; at++)
        {
            switch (glob[at])
            {
                case '*' when At(glob, at + 1) == '*':
                    // "a/**/b" also means "a/b".
                    var folders = At(glob, at + 2) == '/';
                    regex.Append(folders ? "(?:.*/)?" : ".*");
                    at += folders ? 2 : 1;
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[' when glob.IndexOf(']', at + 2) is var end and > 0:
                    regex.Append(Set(glob[(at + 1)..end]));
                    at = end;
                    break;
                case '{':
                    regex.Append("(?:");
                    groups++;
                    break;
                case '}' when groups > 0:
                    regex.Append(')');
                    groups--;
                    break;
                case ',' when groups > 0:
                    regex.Append('|');
                    break;
                case var other:
                    regex.Append(Regex.Escape(other.ToString()));
                    break;
            }
        }
        return regex.ToString();
    }

    private static char At(string text, int index) => index < text.Length ? text[index] : '\0';

    private static string Set(string inner)
    {
        var negated = inner[0] is '!' or '^';
        var members = (negated ? inner[1..] : inner).Replace("\\", "\\\\").Replace("[", "\\[").Replace("^", "\\^");
        return negated ? $"[^/{members}]" : $"[{members}]";
    }
}
