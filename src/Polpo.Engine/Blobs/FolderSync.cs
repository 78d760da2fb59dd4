using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Engine.Blobs;

/// <summary>Makes a rename outlast a power cut: the name is in the folder, which .NET does not flush.</summary>
public static class FolderSync
{
    /// <summary>Differs between processors.</summary>
    private static readonly int Folder = RuntimeInformation.ProcessArchitecture
        is Architecture.Arm64
            or Architecture.Arm
        ? 0x4000
        : 0x10000;
    private const int CloseOnExec = 0x80000;

    /// <exception cref="IOException">The disk says that it could not.</exception>
    public static void Flush(string folder)
    {
        using var handle = new SafeFileHandle(open(folder, Folder | CloseOnExec), ownsHandle: true);
        if (handle.IsInvalid || fsync(handle) != 0)
            throw new IOException($"{folder} could not be flushed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(SafeHandle file);
}
