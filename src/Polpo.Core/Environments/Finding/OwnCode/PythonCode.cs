using System.Text.RegularExpressions;

namespace Polpo.Core.Environments.Finding;

/// <summary>Python: a requirement by name and version comes from the index; what else pip understands may lead into the repository.</summary>
internal static partial class PythonCode
{
    public static bool IsRun(Tree tree) =>
        tree.Has("requirements.txt") ? !IsHarmless(tree.Read("requirements.txt")) : tree.Has("pyproject.toml");

    /// <summary>
    /// Plain ASCII only: pip follows byte order marks and encoding comments, under which a path need not look like one. No name may
    /// end like an archive: pip takes a file of that name, slash or not.
    /// </summary>
    private static bool IsHarmless(byte[] content) =>
        content.Length > 0
        && !content.AsSpan().ContainsAnyExceptInRange((byte)'\t', (byte)'~')
        && Hash().Replace(System.Text.Encoding.ASCII.GetString(content), "") is var text
        && !text.Contains("coding", StringComparison.Ordinal)
        && text.Split('\n').All(line => Requirement().IsMatch(line.TrimEnd()) && !Archive().IsMatch(line));

    [GeneratedRegex(
        """^\s*(?:#[^\\]*|[A-Za-z0-9][\w.-]*\s*(?:\[[\w\s,.-]*\])?\s*(?:(?:===?|>=|<=|~=|!=|<|>)\s*[\w.*+!]+\s*,?\s*)*(?:;[\w\s.<>=!'"()]*)?(?:\s#[^\\]*)?)?$""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Requirement();

    /// <summary>What a name and a version have to be is said, and nothing else.</summary>
    [GeneratedRegex(@"\s*\\\r?\n\s*--hash=sha256:[0-9a-f]{64}", RegexOptions.NonBacktracking)]
    private static partial Regex Hash();

    [GeneratedRegex(
        """\.(?:whl|zip|tar|tgz|tbz|txz|tlz|gz|bz2|xz|lz|lzma|egg)\b""",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex Archive();
}
