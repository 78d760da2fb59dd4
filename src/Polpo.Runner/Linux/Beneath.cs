using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Runner.Linux;

/// <summary>Opens what lies below a folder, following no link on the way: a repository cannot lead us out of itself.</summary>
internal static partial class Beneath
{
    private const long OpenAt2 = 437;
    private const ulong PathOnly = 0x200000;
    private const ulong CloseOnExec = 0x80000;
    private const ulong ResolveBeneath = 0x08;
    private const ulong ResolveNoSymlinks = 0x04;

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial long OpenAt2Call(long number, int folder, string path, OpenHow* how, nuint size);

    /// <summary>A handle that names the file, or null when it is not there or a link stands in the way.</summary>
    public static unsafe SafeFileHandle? Open(string root, string relative)
    {
        var folder = OpenCall(root, (int)(PathOnly | CloseOnExec));
        Native.Check(folder, $"open {root}");
        using var parent = new SafeFileHandle(folder, ownsHandle: true);
        var how = new OpenHow { Flags = PathOnly | CloseOnExec, Resolve = ResolveBeneath | ResolveNoSymlinks };
        var found = OpenAt2Call(OpenAt2, folder, relative, &how, (nuint)sizeof(OpenHow));
        return found < 0 ? null : new SafeFileHandle((nint)found, ownsHandle: true);
    }

    /// <summary>The path by which this process can mount what the handle names.</summary>
    public static string PathOf(SafeFileHandle handle) => $"/proc/self/fd/{handle.DangerousGetHandle()}";
}
