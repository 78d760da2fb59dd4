using System.Text;
using Polpo.Core.Git.Snapshots;

namespace Polpo.Core.Environments.Layers;

/// <summary>Puts a single file into a worktree that a session may write at the same time.</summary>
internal static class WorktreeFile
{
    /// <summary>Copies the file to the path below the root, unless something has that name, or a folder on the way is missing or a link.</summary>
    public static void Put(string source, string root, string path)
    {
        var target = RepoPath.Of(Encoding.UTF8.GetBytes(path));
        using var top = SafeFolder.OpenRoot(root);
        using var folder = target.Folder.IsRoot ? null : top.Open(target.Folder);
        var parent = target.Folder.IsRoot ? top : folder;
        var mode = File.GetUnixFileMode(source);
        using var made = parent?.CreateFile(target.Name, (int)mode & 0x1ff);
        if (made is null)
            return;
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var to = new FileStream(made, FileAccess.Write, bufferSize: 0);
        from.CopyTo(to);
    }
}
