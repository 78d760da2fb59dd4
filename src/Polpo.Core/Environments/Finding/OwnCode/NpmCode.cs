using System.Text.RegularExpressions;

namespace Polpo.Core.Environments.Finding;

/// <summary>npm: scripts of the project that an installation runs, and dependencies that are folders or archives of the repository.</summary>
internal static partial class NpmCode
{
    private static readonly string[] Files = ["package.json", "package-lock.json", "npm-shrinkwrap.json"];

    public static bool IsRun(Tree tree) =>
        tree.Has("package.json")
        && (
            tree.Has("binding.gyp")
            // What lies there already is not fetched, and not checked against the lockfile.
            || tree.HasFolder("node_modules")
            || tree.Text(".npmrc").Split('\n').Any(line => !HarmlessSetting().IsMatch(line.TrimEnd()))
            || Files.Any(path => tree.IsUnread(path) || Hooks().IsMatch(tree.Text(path)))
        );

    [GeneratedRegex("""^\s*(?:$|[#;]|(?:@[\w.-]+:)?registry\s*=)""", RegexOptions.NonBacktracking)]
    private static partial Regex HarmlessSetting();

    // In order: life-cycle scripts; the script "dependencies", which has the name of a list; workspaces; dependencies by path, by
    // archive, by link; and an escaped letter, under which any of them could hide.
    [GeneratedRegex(
        """"(?:pre|post)?(?:install|prepare|prepublish)"\s*:|"(?:pre|post)?dependencies"\s*:\s*"|"workspaces"|:\s*"(?:[.~/]|[A-Za-z]:[^/]|[^":]*\.(?:tgz|tar\.gz|tar)")|"(?:file|link|git\+file|workspace):|"link"\s*:|\\u"""",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex Hooks();
}
