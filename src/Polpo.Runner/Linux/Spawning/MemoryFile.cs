using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Runner.Linux.Spawning;

/// <summary>A file that lies in memory only and has no name.</summary>
internal static partial class MemoryFile
{
    private const uint CloseOnExec = 1;

    [LibraryImport(
        "libc",
        EntryPoint = "memfd_create",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int Create(string name, uint flags);

    public static SafeFileHandle With(string name, ReadOnlySpan<byte> content)
    {
        var descriptor = Create(name, CloseOnExec);
        Native.Check(descriptor, "memfd_create");
        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, content, 0);
        return file;
    }

    /// <summary>The path by which a process that has the handle reads or starts it.</summary>
    public static string PathOf(SafeFileHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";
}
