using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Polpo.Core.Git.Running;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Snapshots;

/// <summary>
/// An open folder below a root that others write at the same time. It is opened without following any link, and what it holds is
/// reached through it: a part of the path that is swapped for a link meanwhile leads nowhere.
/// </summary>
internal sealed class SafeFolder : IDisposable
{
    private const int NotFound = 2;
    private const int NotSupported = 38;
    private const int NameOffset = 19;

    private readonly SafeFileHandle _handle;

    private SafeFolder(SafeFileHandle handle) => _handle = handle;

    private int Number => (int)_handle.DangerousGetHandle();

    /// <summary>Opens the root itself. Its path is ours, not a sandbox's.</summary>
    public static SafeFolder OpenRoot(string path)
    {
        var file = Libc.open(path, Libc.ReadOnly | Libc.Directory | Libc.NoFollow | Libc.CloseOnExec);
        return file >= 0
            ? new SafeFolder(new SafeFileHandle(file, ownsHandle: true))
            : throw new RefusedException(
                Refusal.Unavailable,
                $"The worktree {path} cannot be opened ({Error()}). It may have been removed; start the session anew."
            );
    }

    /// <summary>Opens a folder below this one; null when it is no longer there, is no folder, or is reached through a link.</summary>
    public SafeFolder? Open(RepoPath path)
    {
        var how = new Libc.OpenHow
        {
            Flags = (ulong)(uint)(Libc.ReadOnly | Libc.Directory | Libc.NoFollow | Libc.CloseOnExec),
            Resolve = Libc.ResolveBeneath | Libc.ResolveNoSymlinks | Libc.ResolveNoMagicLinks,
        };
        var file = Libc.syscall(Libc.OpenAt2, Number, Name(path.Raw), ref how, (nuint)Marshal.SizeOf<Libc.OpenHow>());
        if (file >= 0)
            return new SafeFolder(new SafeFileHandle((nint)file, ownsHandle: true));
        return Marshal.GetLastPInvokeError() switch
        {
            13 => throw new RefusedException(
                Refusal.Conflict,
                $"The folder {path} of the worktree may not be read. Make it readable: chmod u+rx"
            ),
            NotSupported => throw new RefusedException(
                Refusal.Unavailable,
                "This Linux kernel has no openat2. Polpo needs Linux 5.6 or later."
            ),
            _ => null,
        };
    }

    /// <summary>The names in this folder, one byte a character, without <c>.</c> and <c>..</c>.</summary>
    public IReadOnlyList<string> Names()
    {
        var copy = Libc.openat(Number, Name("."), Libc.ReadOnly | Libc.Directory | Libc.CloseOnExec);
        if (copy < 0)
            return [];
        var stream = Libc.fdopendir(copy);
        if (stream == 0)
        {
            _ = Libc.close(copy);
            return [];
        }
        var names = new List<string>();
        for (var entry = Libc.readdir(stream); entry != 0; entry = Libc.readdir(stream))
        {
            var name = NameAt(entry + NameOffset);
            if (name is not ("." or ".."))
                names.Add(name);
        }
        _ = Libc.closedir(stream);
        // Made anew while we read, a name can come twice: who copies would meet it as a link, and then as a folder behind that link.
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What stands under the name, a link as a link; null when nothing does.</summary>
    public FileStamp? Stamp(string rawName) =>
        Libc.statx(Number, Name(rawName), Libc.AtNoFollow, Libc.BasicStats, out var stat) == 0
            ? FileStamp.Of(stat)
            : null;

    /// <summary>Opens a regular file; null when there is none any more. A pipe that stands there does not block.</summary>
    public SafeFile? OpenFile(string rawName)
    {
        var file = Libc.openat(
            Number,
            Name(rawName),
            Libc.ReadOnly | Libc.NoFollow | Libc.NonBlocking | Libc.CloseOnExec
        );
        if (file < 0)
            return Marshal.GetLastPInvokeError() == 13
                ? throw new RefusedException(
                    Refusal.Conflict,
                    $"The file {new RepoPath(rawName)} of the worktree may not be read. Make it readable with chmod u+r, or have git ignore it."
                )
                : null;
        var handle = new SafeFileHandle(file, ownsHandle: true);
        if (
            Libc.statx(file, Name(""), Libc.AtEmptyPath, Libc.BasicStats, out var stat) == 0
            && FileStamp.Of(stat) is { IsFile: true } stamp
        )
            return new SafeFile(handle, stamp);
        handle.Dispose();
        return null;
    }

    /// <summary>Makes a file to write; null when something has the name already. The mode is set whatever the process's mask.</summary>
    public SafeFileHandle? CreateFile(string rawName, int mode)
    {
        var file = CreateAt(
            Number,
            Name(rawName),
            Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.NoFollow | Libc.CloseOnExec,
            0x180
        );
        if (file < 0)
            return null;
        var handle = new SafeFileHandle(file, ownsHandle: true);
        File.SetUnixFileMode(handle, (UnixFileMode)mode);
        return handle;
    }

    /// <summary>Where a link points to, byte for byte; null when it is no link any more.</summary>
    public byte[]? ReadLink(string rawName)
    {
        var target = new byte[4096];
        var length = Libc.readlinkat(Number, Name(rawName), target, target.Length);
        return length < 0 ? null : target[..(int)length];
    }

    public void Dispose() => _handle.Dispose();

    [DllImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static extern int CreateAt(int folder, byte[] name, int flags, uint mode);

    private static byte[] Name(string raw) => [.. Encoding.Latin1.GetBytes(raw), 0];

    private static string NameAt(nint start)
    {
        var length = 0;
        while (Marshal.ReadByte(start, length) != 0)
            length++;
        var bytes = new byte[length];
        Marshal.Copy(start, bytes, 0, length);
        return Encoding.Latin1.GetString(bytes);
    }

    private static string Error() =>
        Marshal.GetLastPInvokeError() == NotFound ? "it is not there" : Marshal.GetLastPInvokeErrorMessage();
}

/// <summary>An open regular file and what it was when it was opened.</summary>
internal sealed record SafeFile(SafeFileHandle Handle, FileStamp Stamp) : IDisposable
{
    public void Dispose() => Handle.Dispose();
}
