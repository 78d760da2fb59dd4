using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>Opens folders to write in, part by part, and makes those that are missing; never in git's own folder.</summary>
internal sealed class FolderMaker(string worktree, FileStat owner)
{
    public SafeFileHandle Make(SafeFileHandle start, string folder, SafePath path)
    {
        var current = Checked(Libc.Open(start, "", OpenFlags.Folder), path);
        var reached = "";
        foreach (var name in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            reached = reached.Length == 0 ? name : $"{reached}/{name}";
            using var above = current;
            // From the start again, not from above: a link such as ../shared is fine while it stays beneath the start.
            current = Checked(Libc.Open(start, reached, OpenFlags.Folder) ?? MakeOne(above, name, path), path);
        }
        return current;
    }

    private SafeFileHandle? MakeOne(SafeFileHandle above, string name, SafePath path)
    {
        if (Marshal.GetLastPInvokeError() != Libc.NotFound)
            return null;
        if (name.Equals(".git", StringComparison.OrdinalIgnoreCase))
            throw GitsOwn(path);
        var made = Libc.MakeFolder(above, name);
        if (!made && Marshal.GetLastPInvokeError() != Libc.Exists)
            return null;
        var folder = Libc.Open(above, name, OpenFlags.Folder | OpenFlags.NoFollow);
        if (made && folder is not null)
            Libc.ChangeOwner(folder, owner.Uid, owner.Gid);
        return folder;
    }

    private SafeFileHandle Checked(SafeFileHandle? folder, SafePath path)
    {
        if (folder is null)
            throw SafeRoot.Refused(path);
        var real = SafeRoot.RealPath(folder);
        var below =
            real == worktree || real.StartsWith(worktree + "/", StringComparison.Ordinal)
                ? real[worktree.Length..]
                : null;
        if (below is not null && !IsGits(below))
            return folder;
        folder.Dispose();
        throw below is null
            ? new RefusedException(Refusal.Forbidden, $"\"{path}\" was moved out of the working directory.")
            : GitsOwn(path);
    }

    /// <summary>Whether a part of the path is git's own folder, in a spelling that some file system takes for it.</summary>
    public static bool IsGits(string path) =>
        path.Split('/').Any(part => part.Equals(".git", StringComparison.OrdinalIgnoreCase));

    public static RefusedException GitsOwn(SafePath path) =>
        new(
            Refusal.Forbidden,
            $"\"{path}\" is in git's own folder, which file tools don't write. Use git commands with bash."
        );
}
