using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Doctor;

/// <summary>Whether what many sandboxes share is stored once: by overlays, and by the data folder's file system.</summary>
internal static partial class StorageChecks
{
    private const ulong CloneFile = 0x40049409;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int CloneCall(SafeFileHandle to, ulong request, nint from);

    public static IEnumerable<InspectCheck> Run(string home) => [Overlay(), Reflink(home)];

    private static InspectCheck Overlay() =>
        File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\toverlay", StringComparison.Ordinal))
            ? new InspectCheck(
                "overlay",
                true,
                Native.UserId() == 0
                    ? "installed dependencies are shared, not copied"
                    : "there, but only root can use it",
                ""
            )
            : new InspectCheck("overlay", true, "the kernel has no overlay file system", "sudo modprobe overlay")
            {
                Cost = "Installed dependencies are copied into each sandbox.",
            };

    private static InspectCheck Reflink(string home)
    {
        var kind = new DriveInfo(home).DriveFormat;
        return CanClone(home)
            ? new InspectCheck("reflink", true, $"{home} ({kind}) copies files without copying their blocks", "")
            : new InspectCheck(
                "reflink",
                true,
                $"{home} ({kind}) copies whole files",
                "Put POLPO_HOME on xfs or btrfs when worktrees are large."
            )
            {
                Cost = "A copy of a worktree takes its time and its room.",
            };
    }

    private static bool CanClone(string home)
    {
        try
        {
            using var from = Nameless(home);
            using var to = Nameless(home);
            RandomAccess.Write(from.SafeFileHandle, new byte[4096], 0);
            return CloneCall(to.SafeFileHandle, CloneFile, from.SafeFileHandle.DangerousGetHandle()) == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static FileStream Nameless(string home) =>
        new(
            Path.Combine(home, "run", Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 0,
            FileOptions.DeleteOnClose
        );
}
