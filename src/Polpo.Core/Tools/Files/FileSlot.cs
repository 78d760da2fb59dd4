using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>The place of one file in an open folder. It is replaced whole or not at all, and keeps its permissions.</summary>
internal sealed class FileSlot(SafeFileHandle folder, SafePath path, FileStat owner, string scope) : IDisposable
{
    private const uint NewFileMode = 0x1A4;

    // Always the same for one call: when a crash left it behind, the repeated call replaces it.
    private readonly string _temporary =
        $".polpo-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scope + path.Text)).AsSpan(0, 6))}.tmp";

    /// <summary>What is there now; null when nothing is.</summary>
    public FileStat? Existing => Libc.Stat(folder, path.Name);

    /// <summary>Opens what is there to read it first; refused when it is a link.</summary>
    public SafeFileHandle OpenExisting()
    {
        RefuseAllButFiles();
        return Libc.Open(folder, path.Name, OpenFlags.NoFollow | OpenFlags.NonBlocking) ?? throw SafeRoot.Refused(path);
    }

    /// <summary>Writes beside it, then renames. What <paramref name="fill"/> throws leaves everything as it was.</summary>
    public async Task ReplaceAsync(Func<Stream, Task> fill)
    {
        RefuseAllButFiles();
        var mode = Existing?.Mode ?? NewFileMode;
        var file = CreateTemporary();
        try
        {
            // At most the owner may be refused (we are not root): the file is then ours, as the worktree is.
            Libc.ChangeOwner(file, owner.Uid, owner.Gid);
            File.SetUnixFileMode(file, (UnixFileMode)mode);
            await using (var stream = new FileStream(file, FileAccess.Write))
                await fill(stream);
            if (!Libc.Rename(folder, _temporary, path.Name))
                throw SafeRoot.Refused(path);
        }
        catch
        {
            Libc.Unlink(folder, _temporary);
            throw;
        }
    }

    public void Dispose() => folder.Dispose();

    private SafeFileHandle CreateTemporary()
    {
        const int create = OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive;
        var file = Libc.Open(folder, _temporary, create | OpenFlags.NoFollow, 0x180);
        if (file is null && Marshal.GetLastPInvokeError() == Libc.Exists && Libc.Unlink(folder, _temporary))
            file = Libc.Open(folder, _temporary, create | OpenFlags.NoFollow, 0x180);
        return file ?? throw SafeRoot.Refused(path);
    }

    private void RefuseAllButFiles()
    {
        if (FolderMaker.IsGits(path.Name))
            throw FolderMaker.GitsOwn(path);
        var reason = Existing?.Kind switch
        {
            FileKind.Folder => "is a folder. Name a file",
            FileKind.Link => "is a symbolic link. Write to the file that it points to",
            FileKind.Other => "is a pipe, socket or device. Name a regular file",
            _ => null,
        };
        if (reason is not null)
            throw new RefusedException(
                Refusal.Invalid,
                string.Create(CultureInfo.InvariantCulture, $"\"{path}\" {reason}.")
            );
    }
}
