namespace Polpo.Core.Environments;

/// <summary>Tells what a setup has added to a copy of a worktree.</summary>
internal static class Added
{
    private static readonly EnumerationOptions _all = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>Links are copied as links.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to, File.GetUnixFileMode(from));
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos("*", _all))
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(target, link);
            else if (entry is DirectoryInfo)
                Copy(entry.FullName, target);
            else if ((entry.Attributes & FileAttributes.Device) == FileAttributes.None)
                File.Copy(entry.FullName, target);
        }
    }

    /// <summary>Moves what is new, at its topmost path, into the layer. What was only changed stays behind: an environment does not edit sources.</summary>
    public static (IReadOnlyList<string> Folders, IReadOnlyList<string> Files) Move(
        string before,
        string after,
        string layer
    )
    {
        var (folders, files) = (new List<string>(), new List<string>());
        Directory.CreateDirectory(layer);
        Walk(before, after, layer, "", folders, files);
        return (folders, files);
    }

    private static void Walk(
        string before,
        string after,
        string layer,
        string path,
        List<string> folders,
        List<string> files
    )
    {
        foreach (var entry in new DirectoryInfo(Path.Combine(after, path)).EnumerateFileSystemInfos("*", _all))
        {
            var below = Path.Combine(path, entry.Name);
            var known = Path.Combine(before, below);
            if (below == ".git" || (entry.LinkTarget is not null))
                continue;
            if (!Path.Exists(known))
                Take(entry, below, layer, folders, files);
            else if (entry is DirectoryInfo && new DirectoryInfo(known) is { Exists: true, LinkTarget: null })
                Walk(before, after, layer, below, folders, files);
        }
    }

    private static void Take(FileSystemInfo entry, string path, string layer, List<string> folders, List<string> files)
    {
        var target = Path.Combine(layer, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (entry is DirectoryInfo folder)
        {
            folder.MoveTo(target);
            folders.Add(path);
        }
        else if (entry is FileInfo file)
        {
            file.MoveTo(target);
            files.Add(path);
        }
    }
}
