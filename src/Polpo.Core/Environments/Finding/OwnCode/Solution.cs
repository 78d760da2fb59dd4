using System.Text.RegularExpressions;

namespace Polpo.Core.Environments.Finding;

/// <summary>Which projects a solution names. MSBuild loads any file as a project, wherever it lies and whatever its name.</summary>
internal static partial class Solution
{
    /// <summary>Whether every project is a C# or F# project where we look for such.</summary>
    public static bool NamesOnlyProjects(string solution) =>
        solution.TrimStart('\ufeff', ' ', '\r', '\n', '\t').StartsWith('<')
            ? !solution.Contains("<!", StringComparison.Ordinal)
                && AnyProjectElement().Count(solution) == ProjectElement().Matches(solution).Count(HasPlainPath)
            : solution
                .Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith("Project(", StringComparison.OrdinalIgnoreCase))
                .All(line =>
                    ProjectLine().Match(line) is { Success: true } match && (IsFolder(match) || HasPlainPath(match))
                );

    /// <summary>Whether the path is that of a project that we read, too: of one file, and in no folder that we pass over.</summary>
    public static bool IsProject(string path) =>
        ProjectPath().IsMatch(path) && !path.Split('/', '\\').Any(Tree.IsSkipped);

    private static bool HasPlainPath(Match match) => IsProject(match.Groups["path"].Value);

    /// <summary>A folder in the picture of a solution, which is no file.</summary>
    private static bool IsFolder(Match match) =>
        match.Groups["kind"].Value.Equals("2150E333-8FDC-42A3-9474-1A3956D46DE8", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        """\AProject\("\{(?<kind>[^"}]*)\}"\)\s*=\s*"[^"]*",\s*"(?<path>[^"]*)",\s*"[^"]*"\z""",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex ProjectLine();

    [GeneratedRegex("""<\s*(?:\w+:)?Project\b""", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex AnyProjectElement();

    [GeneratedRegex("""<Project\s+Path="(?<path>[^"]*)"\s*/?>""", RegexOptions.NonBacktracking)]
    private static partial Regex ProjectElement();

    [GeneratedRegex(@"\A[\w ./\\()+-]+\.(?:cs|fs)proj\z", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex ProjectPath();
}
