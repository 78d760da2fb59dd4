using System.Text.RegularExpressions;
using System.Xml;

namespace Polpo.Core.Environments.Finding;

/// <summary>
/// .NET: a project file is a program, and many files beside it are read. Harmless is what only lists packages and plain properties;
/// a property that leads to another file, a target, an import, a project of another kind is not.
/// </summary>
internal static partial class DotNetCode
{
    /// <summary>Read by MSBuild or NuGet beside the projects, without being named in one.</summary>
    private static readonly string[] Strange = [".rsp", ".user", ".tasks", ".overridetasks", ".nupkg", ".metaproj"];

    private static readonly HashSet<string> Items =
    [
        "PackageReference",
        "PackageVersion",
        "GlobalPackageReference",
        "ProjectReference",
        "FrameworkReference",
        "Compile",
        "None",
        "Content",
        "EmbeddedResource",
        "InternalsVisibleTo",
        "Using",
        "Folder",
        "PrivateAssets",
        "IncludeAssets",
        "ExcludeAssets",
    ];

    private static readonly HashSet<string> Properties =
    [
        "TargetFramework",
        "TargetFrameworks",
        "OutputType",
        "Nullable",
        "ImplicitUsings",
        "LangVersion",
        "RootNamespace",
        "AssemblyName",
        "Version",
        "TreatWarningsAsErrors",
        "WarningsAsErrors",
        "NoWarn",
        "IsPackable",
        "IsTestProject",
        "ManagePackageVersionsCentrally",
        "CentralPackageTransitivePinningEnabled",
        "RestorePackagesWithLockFile",
        "EnforceCodeStyleInBuild",
        "AnalysisLevel",
        "AnalysisMode",
        "GenerateDocumentationFile",
        "InvariantGlobalization",
        "Deterministic",
        "Authors",
        "Company",
        "Description",
        "Copyright",
        "UserSecretsId",
        "PackageId",
        "PackageTags",
        "PackageLicenseExpression",
        "RepositoryUrl",
        "RepositoryType",
        "PackageProjectUrl",
    ];

    public static bool IsRun(Tree tree) =>
        Recipes.IsDotNet(tree)
        && (
            tree.Ending(Strange).Count > 0
            // They are looked for there, and a fresh checkout has none.
            || tree.HasBelow("obj", ".props", ".targets")
            || Any(tree, IsPlainGlobal, "global.json")
            || Any(tree, HarmlessSources, "nuget.config")
            || Any(tree, Solution.NamesOnlyProjects, ".sln", ".slnx")
            || Any(tree, IsPlain, ".csproj", ".fsproj", ".props", ".targets")
        );

    private static bool Any(Tree tree, Func<string, bool> isHarmless, params string[] endings) =>
        tree.Ending(endings).Any(path => tree.IsUnread(path) || !isHarmless(tree.Text(path)));

    private static bool IsPlainGlobal(string json) =>
        !json.Contains("\"paths\"", StringComparison.OrdinalIgnoreCase)
        && !json.Contains("msbuild-sdks", StringComparison.OrdinalIgnoreCase)
        && !json.Contains('\\', StringComparison.Ordinal);

    /// <summary>Only sources by address: packages in a folder of the repository are its own code.</summary>
    private static bool HarmlessSources(string config) =>
        Value().Matches(config).All(match => Address().IsMatch(match.Groups["value"].Value))
        && !config.Contains("<!", StringComparison.Ordinal)
        && !config.Contains("<config>", StringComparison.OrdinalIgnoreCase)
        && !config.Contains("<config ", StringComparison.OrdinalIgnoreCase)
        && !config.Contains("fallback", StringComparison.OrdinalIgnoreCase);

    private static bool IsPlain(string xml)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml.TrimStart('\ufeff')), settings);
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.ProcessingInstruction || Calls(reader.Value))
                    return false;
                if (reader.NodeType == XmlNodeType.Element && !IsPlain(reader))
                    return false;
            }
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool IsPlain(XmlReader element)
    {
        var known =
            element.LocalName is "Project" or "PropertyGroup" or "ItemGroup"
            || Items.Contains(element.LocalName)
            || Properties.Contains(element.LocalName);
        if (!known)
            return false;
        for (var more = element.MoveToFirstAttribute(); more; more = element.MoveToNextAttribute())
        {
            if (Calls(element.Value) || (element.LocalName is "Sdk" && !Sdk().IsMatch(element.Value)))
                return false;
        }
        element.MoveToElement();
        if (element.LocalName is not "ProjectReference" || element.GetAttribute("Include") is not { } project)
            return true;
        return Solution.IsProject(project);
    }

    /// <summary>A property function or a metadata of files: it can read any of them.</summary>
    private static bool Calls(string value) =>
        value.Contains("$([", StringComparison.Ordinal)
        || value.Contains("Exists", StringComparison.OrdinalIgnoreCase)
        || value.Contains("%(", StringComparison.Ordinal)
        || value.Contains("@(", StringComparison.Ordinal);

    [GeneratedRegex(
        @"\AMicrosoft\.NET\.Sdk(?:\.Web|\.Worker|\.Razor|\.BlazorWebAssembly)?\z",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Sdk();

    [GeneratedRegex(
        """\bvalue\s*=\s*["'](?<value>[^"']*)["']""",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex Value();

    [GeneratedRegex(@"\Ahttps?://", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
