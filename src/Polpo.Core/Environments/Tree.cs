using System.Security.Cryptography;
using System.Text;

namespace Polpo.Core.Environments;

/// <summary>The files of a checkout that a recipe looks at. Links are not followed: they could lead out of it.</summary>
internal sealed class Tree(string root)
{
    private const int MostFiles = 20_000;
    private const int LongestFile = 16 << 20;

    private static readonly EnumerationOptions _walk = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
        MaxRecursionDepth = 8,
    };

    private static readonly EnumerationOptions _here = new() { AttributesToSkip = FileAttributes.None };

    private static readonly string[] _skipped = [".git", "node_modules", "bin", "obj"];

    public bool Has(string path) => new FileInfo(Path.Combine(root, path)) is { Exists: true, LinkTarget: null };

    /// <summary>A file's bytes; nothing when it is not there, a link, or larger than any lockfile.</summary>
    public byte[] Read(string path) =>
        Has(path) && new FileInfo(Path.Combine(root, path)).Length <= LongestFile
            ? File.ReadAllBytes(Path.Combine(root, path))
            : [];

    public string Text(string path) => Encoding.UTF8.GetString(Read(path));

    /// <summary>The paths of files with one of these endings anywhere in the checkout, in order.</summary>
    public IReadOnlyList<string> Ending(params string[] endings) =>
        [
            .. Directory
                .EnumerateFiles(root, "*", _walk)
                .Select(path => Path.GetRelativePath(root, path))
                .Where(path => !path.Split('/').SkipLast(1).Any(_skipped.Contains))
                .Take(MostFiles)
                .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Every file but git's own, with what stands in it, where its link leads and whether it can be run.</summary>
    public IEnumerable<(string Path, string Content)> All() =>
        Files(new DirectoryInfo(root))
            .OrderBy(file => file.FullName, StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(root, file.FullName), Content(file)));

    private IEnumerable<FileSystemInfo> Files(DirectoryInfo folder) =>
        folder
            .EnumerateFileSystemInfos("*", _here)
            .Where(entry => entry.FullName != Path.Combine(root, ".git"))
            .SelectMany(entry => entry is DirectoryInfo { LinkTarget: null } below ? Files(below) : [entry]);

    private static string Content(FileSystemInfo entry)
    {
        if (entry.LinkTarget is { } target)
            return $"link {target}";
        // A pipe has no length, and would never end.
        if (entry is not FileInfo { Length: > 0 } file)
            return "empty";
        using var stream = file.OpenRead();
        return $"{file.UnixFileMode & UnixFileMode.UserExecute} {Convert.ToHexString(SHA256.HashData(stream))}";
    }

    public IReadOnlyList<string> AtRoot(params string[] endings) =>
        [
            .. Directory
                .EnumerateFiles(root)
                .Select(path => Path.GetFileName(path)!)
                .Where(name =>
                    endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) && Has(name)
                ),
        ];
}
