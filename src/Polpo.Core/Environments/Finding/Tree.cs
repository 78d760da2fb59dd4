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
    private const int MostFiles = 20_000;
    private const int MostLevels = 8;
    private const int LongestFile = 16 << 20;

    private static readonly string[] _skipped = [".git", "node_modules", "bin", "obj"];

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
        [
            .. TreeWalk
                .Below(root, MostLevels, path => !_skipped.Contains(Path.GetFileName(path)))
                .Where(entry => entry.Stamp.IsFile)
                .Take(MostFiles)
                .Select(entry => entry.Path)
                .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
                .Order(StringComparer.Ordinal),
        ];

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
