using System.Runtime.InteropServices;

namespace Polpo.Runner.Linux;

/// <summary>Mounts, for a thread that has a mount namespace of its own.</summary>
internal static partial class Mounts
{
    private const ulong NoSetUid = 2;
    private const ulong NoDevices = 4;
    private const ulong ReadOnlyFlag = 1;
    private const ulong RemountFlag = 32;
    private const ulong BindFlag = 4096;
    private const ulong RecursiveFlag = 16384;
    private const ulong PrivateFlag = 1 << 18;

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountCall(string? source, string target, string? kind, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountCall(string target, int flags);

    /// <summary>What this thread mounts from now on is seen by no one else, and gone when the last process that sees it ends.</summary>
    public static void BecomePrivate()
    {
        Native.Unshare(Native.CloneNewNs);
        Native.Check(MountCall(null, "/", null, RecursiveFlag | PrivateFlag, null), "mount --make-rprivate /");
    }

    /// <summary>Takes what is mounted there out of sight at once, and away when nobody uses it any more.</summary>
    public static void Detach(string target)
    {
        const int Lazily = 2;
        const int NotThroughLinks = 8;
        Native.Check(UnmountCall(target, Lazily | NotThroughLinks), $"umount {target}");
    }

    public static void Temporary(string target) =>
        Native.Check(MountCall("polpo", target, "tmpfs", NoSetUid | NoDevices, "mode=0755"), $"mount tmpfs {target}");

    public static void Bind(string source, string target, bool readOnly = false)
    {
        Native.Check(MountCall(source, target, null, BindFlag, null), $"mount --bind {source}");
        var flags = BindFlag | RemountFlag | NoSetUid | NoDevices | (readOnly ? ReadOnlyFlag : 0);
        Native.Check(MountCall(null, target, null, flags, null), $"remount {target}");
    }

    /// <exception cref="IOException">The file system of <paramref name="upper"/> cannot carry an overlay.</exception>
    public static void Overlay(string lower, string upper, string work, string target) =>
        Native.Check(
            MountCall(
                "overlay",
                target,
                "overlay",
                NoSetUid | NoDevices,
                $"lowerdir={lower},upperdir={upper},workdir={work}"
            ),
            $"mount overlay {target}"
        );
}
