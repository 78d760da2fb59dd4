using System.Security.Cryptography;
using System.Text;
using Polpo.Core.Git.Snapshots;

namespace Polpo.Core.Environments.Finding;

/// <summary>
/// The files of a checkout that a recipe looks at. A session may write it at the same time: each part of a path is opened by the
/// kernel beneath the root, no link is followed, and no pipe is waited for.
/// </summary>
internal sealed class Tree(string root)
{
    private const int MostFiles = 100_000;
    private const int MostLevels = 12;
    private const int LongestFile = 16 << 20;

    private static readonly string[] _skipped = [".git", "node_modules", "bin"];

    private readonly Lazy<(IReadOnlyList<string> Paths, bool IsCut)> _files = new(() => Look(root));

    /// <summary>Whether there is more than is looked at: too many files, or too deep.</summary>
    public bool IsCut => _files.Value.IsCut;

    /// <summary>Whether files in a folder of this name are passed over: what builds and installations leave.</summary>
    public static bool IsSkipped(string folder) => folder == "obj" || _skipped.Contains(folder);

    public bool Has(string path) => Open(path) is { } file && Closed(file);

    /// <summary>A file's bytes; nothing when it is not there, a link, or larger than any lockfile.</summary>
    public byte[] Read(string path)
    {
        using var file = Open(path);
        if (file is null || file.Stamp.Size > LongestFile)
            return [];
        var content = new byte[file.Stamp.Size];
        return content[..RandomAccess.Read(file.Handle, content, 0)];
    }

    public string Text(string path) => Encoding.UTF8.GetString(Read(path));

    /// <summary>The paths of files with one of these endings anywhere in the checkout, in order.</summary>
    public IReadOnlyList<string> Ending(params string[] endings) =>
        [.. Files(endings).Where(path => !IsBelow(path, "obj"))];

    /// <summary>Whether there is a file with one of these endings below a folder of this name.</summary>
    public bool HasBelow(string folder, params string[] endings) => Files(endings).Any(path => IsBelow(path, folder));

    public bool HasFolder(string name)
    {
        using var top = SafeFolder.OpenRoot(root);
        return top.Stamp(name) is { IsFolder: true };
    }

    /// <summary>One that is there and was not read, for it is too large.</summary>
    public bool IsUnread(string path) => Has(path) && Read(path).Length == 0;

    /// <summary>Every file but git's own, with what stands in it, where its link leads and whether it can be run.</summary>
    public IEnumerable<(string Path, string Content)> All() =>
        TreeWalk
            .Below(root, TreeWalk.MostLevels, _ => true)
            .Where(entry => !entry.Stamp.IsFolder)
            .Select(entry => (entry.Path, Content(entry)))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal);

    public IReadOnlyList<string> AtRoot(params string[] endings) =>
        [
            .. TreeWalk
                .Below(root, 1, _ => false)
                .Where(entry =>
                    entry.Stamp.IsFile
                    && endings.Any(ending => entry.Path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                )
                .Select(entry => entry.Path)
                .Order(StringComparer.Ordinal),
        ];

    private static string Content(TreeEntryOnDisk entry)
    {
        if (entry.Stamp.IsLink)
            return $"link {Encoding.UTF8.GetString(entry.Folder.ReadLink(entry.RawName) ?? [])}";
        // A pipe has no length, and would never end.
        using var file = entry.Stamp is { IsFile: true, Size: > 0 } ? entry.Folder.OpenFile(entry.RawName) : null;
        if (file is null)
            return "empty";
        using var stream = new FileStream(file.Handle, FileAccess.Read, bufferSize: 0);
        return $"{(file.Stamp.Mode & 0x40) != 0} {Convert.ToHexString(SHA256.HashData(stream))}";
    }

    private static bool IsBelow(string path, string folder) => path.Split('/').SkipLast(1).Contains(folder);

    private IEnumerable<string> Files(string[] endings) =>
        _files.Value.Paths.Where(path =>
            endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        );

    private static (IReadOnlyList<string> Paths, bool IsCut) Look(string root)
    {
        var (paths, isCut) = (new List<string>(), false);
        foreach (
            var (path, _, _, stamp) in TreeWalk.Below(
                root,
                MostLevels,
                path => !_skipped.Contains(Path.GetFileName(path))
            )
        )
        {
            if (stamp.IsFile)
                paths.Add(path);
            else if (stamp.IsFolder && path.Count(letter => letter == '/') == MostLevels - 1)
                isCut = true;
            if (paths.Count > MostFiles)
                return (paths, true);
        }
        paths.Sort(StringComparer.Ordinal);
        return (paths, isCut);
    }

    private SafeFile? Open(string path)
    {
        using var top = SafeFolder.OpenRoot(root);
        var raw = RepoPath.Of(Encoding.UTF8.GetBytes(path));
        using var folder = raw.Folder.IsRoot ? null : top.Open(raw.Folder);
        return raw.Folder.IsRoot ? top.OpenFile(raw.Name) : folder?.OpenFile(raw.Name);
    }

    private static bool Closed(SafeFile file)
    {
        file.Dispose();
        return true;
    }
}
