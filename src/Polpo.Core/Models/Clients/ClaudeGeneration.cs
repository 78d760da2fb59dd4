using System.Globalization;
using System.Text.RegularExpressions;

namespace Polpo.Core.Models.Clients;

/// <summary>What changed between generations of Anthropic's models, told from the model's name.</summary>
internal static partial class ClaudeGeneration
{
    /// <summary>
    /// From 4.6 on a model decides by itself how much to think and takes an effort; later ones refuse a budget of tokens, and some
    /// refuse to be forced to a tool because they always think.
    /// </summary>
    public static bool ThinksByItself(string model)
    {
        if (model.Contains("mythos-preview", StringComparison.Ordinal))
            return true;
        var match = Version().Match(model);
        if (!match.Success)
            return false;
        var major = int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture);
        var minor = match.Groups["minor"].Success
            ? int.Parse(match.Groups["minor"].ValueSpan, CultureInfo.InvariantCulture)
            : 0;
        return (major, minor).CompareTo((4, 6)) >= 0;
    }

    /// <summary>Family, major and minor; a date such as 20250929 is no minor version.</summary>
    [GeneratedRegex(
        @"claude-[a-z]+-(?<major>[0-9]{1,2})(?:[-.](?<minor>[0-9]{1,2}))?(?:[-@:]|$)",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Version();
}
