using System.Runtime.CompilerServices;

namespace Polpo.Tests.Architecture;

/// <summary>The files that people wrote, by their path from the root of the repository.</summary>
internal static class SourceTree
{
    private static readonly string[] Built = ["bin", "obj", "node_modules", "dist", "artifacts", ".git", "TestResults"];

    public static string Root { get; } = Find();

    public static IReadOnlyList<string> Files { get; } =
    [.. Walk(Root).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    /// <summary>C# of the product and of the tests.</summary>
    public static IEnumerable<string> Code(string folder) =>
        Files.Where(path =>
            path.StartsWith($"{folder}/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)
        );

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(string folder) =>
        Directory
            .GetFiles(folder)
            .Concat(
                Directory
                    .GetDirectories(folder)
                    .Where(inner => !Built.Contains(Path.GetFileName(inner)))
                    .SelectMany(Walk)
            );

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Polpo.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
