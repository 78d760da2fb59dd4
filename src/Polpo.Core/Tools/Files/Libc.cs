using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Core.Tools.Files;

/// <summary>The few calls of Linux that .NET does not offer: opening, making and renaming relative to an open directory.</summary>
internal static class Libc
{
    public const int NotFound = 2,
        Again = 11,
        Exists = 17,
        CrossesRoot = 18,
        NotFolder = 20,
        NoSystemCall = 38,
        Loop = 40;

    /// <summary>Stay beneath the directory; never through <c>/proc</c>'s magic links.</summary>
    private const ulong ResolveBeneath = 0x08 | 0x02;

    private const long OpenAt2 = 437;

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern long OpenAt2Call(long number, SafeHandle folder, byte[] path, ref OpenHow how, nint size);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenCall(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static extern int MkdirCall(SafeHandle folder, byte[] name, uint mode);

    [DllImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static extern int RenameCall(SafeHandle from, byte[] oldName, SafeHandle to, byte[] newName);

    [DllImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static extern int UnlinkCall(SafeHandle folder, byte[] name, int flags);

    [DllImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static extern int ChownCall(SafeHandle file, uint uid, uint gid);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatCall(SafeHandle folder, byte[] path, int flags, uint mask, byte[] result);

    [DllImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static extern nint ReadFolderCall(SafeHandle folder, byte[] buffer, nint size);

    public static SafeFileHandle? OpenRoot(string path) =>
        Handle(OpenCall(Bytes(path), OpenFlags.Folder | OpenFlags.PathOnly));

    /// <summary>Opens beneath <paramref name="folder"/>; null with <see cref="Marshal.GetLastPInvokeError"/> when that cannot be.</summary>
    public static SafeFileHandle? Open(SafeFileHandle folder, string path, int flags, uint mode = 0)
    {
        var how = new OpenHow
        {
            Flags = (ulong)(uint)(flags | OpenFlags.CloseOnExec),
            Mode = mode,
            Resolve = ResolveBeneath,
        };
        // EAGAIN: something was renamed while the kernel resolved ".."; asking again is the documented answer.
        for (var attempt = 0; ; attempt++)
        {
            var result = OpenAt2Call(
                OpenAt2,
                folder,
                Bytes(path.Length == 0 ? "." : path),
                ref how,
                Marshal.SizeOf<OpenHow>()
            );
            if (result >= 0 || Marshal.GetLastPInvokeError() != Again || attempt == 16)
                return Handle((int)result);
        }
    }

    public static bool MakeFolder(SafeFileHandle folder, string name) => MkdirCall(folder, Bytes(name), 0x1ED) == 0;

    public static bool Rename(SafeFileHandle folder, string from, string to) =>
        RenameCall(folder, Bytes(from), folder, Bytes(to)) == 0;

    public static bool Unlink(SafeFileHandle folder, string name) => UnlinkCall(folder, Bytes(name), 0) == 0;

    public static bool ChangeOwner(SafeFileHandle file, uint uid, uint gid) => ChownCall(file, uid, gid) == 0;

    /// <summary>What an entry is, without following it; an empty name asks of the handle itself.</summary>
    public static FileStat? Stat(SafeFileHandle folder, string name)
    {
        const int noFollow = 0x100,
            emptyPath = 0x1000;
        var buffer = new byte[256];
        return StatCall(folder, Bytes(name), noFollow | emptyPath, 0x7FF, buffer) == 0 ? FileStat.Read(buffer) : null;
    }

    public static int ReadFolder(SafeFileHandle folder, byte[] buffer) =>
        (int)ReadFolderCall(folder, buffer, buffer.Length);

    private static SafeFileHandle? Handle(int descriptor) =>
        descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
