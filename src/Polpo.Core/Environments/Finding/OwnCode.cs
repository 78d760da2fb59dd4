using System.Text.RegularExpressions;

namespace Polpo.Core.Environments.Finding;

/// <summary>
/// Tells whether bringing in dependencies runs code of the repository itself. What comes of it then depends on every file, and a layer
/// that was built beside other sources is not this one: an agent could have written them for the checks to come.
/// </summary>
internal static partial class OwnCode
{
    public static bool IsRun(Tree tree, string? setup) =>
        !string.IsNullOrWhiteSpace(setup) || Npm(tree) || DotNet(tree) || Python(tree) || Cargo(tree);

    private static bool Npm(Tree tree) =>
        tree.Has("package.json")
        && (
            tree.Has("binding.gyp")
            || tree.Text(".npmrc").Split('\n').Any(line => !HarmlessNpmSetting().IsMatch(line.TrimEnd()))
            || new[] { "package.json", "package-lock.json", "npm-shrinkwrap.json" }.Any(path =>
                Large(tree, path) || NpmHooks().IsMatch(tree.Text(path))
            )
        );

    private static bool DotNet(Tree tree) =>
        tree.Ending(".rsp").Count > 0
        || tree.Ending("global.json").Any(path => tree.Text(path).Contains("\"paths\"", StringComparison.Ordinal))
        || tree.Ending(".csproj", ".fsproj", ".props", ".targets")
            .Any(path => Large(tree, path) || MsBuildHooks().IsMatch(tree.Text(path)));

    private static bool Python(Tree tree) =>
        tree.Has("requirements.txt")
            ? Large(tree, "requirements.txt") || LocalRequirement().IsMatch(tree.Text("requirements.txt"))
            : tree.Has("pyproject.toml");

    private static bool Cargo(Tree tree) =>
        tree.Has("Cargo.lock")
        && new[] { ".cargo/config.toml", ".cargo/config", "rust-toolchain", "rust-toolchain.toml" }.Any(tree.Has);

    /// <summary>One that is too large to be looked into.</summary>
    private static bool Large(Tree tree, string path) => tree.Has(path) && tree.Read(path).Length == 0;

    [GeneratedRegex("""^\s*(?:$|[#;]|(?:@[\w.-]+:)?registry\s*=)""", RegexOptions.NonBacktracking)]
    private static partial Regex HarmlessNpmSetting();

    [GeneratedRegex(
        """"(?:pre|post)?(?:install|prepare|prepublish)"\s*:|"workspaces"|"(?:file|link|git\+file):|"link"\s*:|\\u"""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex NpmHooks();

    [GeneratedRegex(
        """<(?:\w+:)?(?:Import|UsingTask|Exec)\b|Sdk\s+Name|<!""",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex MsBuildHooks();

    [GeneratedRegex("""^\s*[-./]|/|\\$|@\s*file""", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex LocalRequirement();
}
