using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Containers;

/// <summary>
/// Brings mounts of ours into a container that runs already. An engine would follow the links of a path that we give it; here both
/// ends are handles that were opened without following any.
/// </summary>
internal static partial class Attachments
{
    private const uint CloneTree = 1;
    private const uint CloseOnExec = 0x80000;
    private const uint Recursive = 0x8000;
    private const uint FromHandle = 0x04;
    private const uint ToHandle = 0x40;
    private const int HereFolder = -100;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long OpenTreeCall(long number, int folder, string path, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long MoveMountCall(
        long number,
        int from,
        string fromPath,
        int to,
        string toPath,
        uint flags
    );

    /// <summary>A copy of what is mounted at the path, and below it, that stands nowhere yet.</summary>
    public static SafeFileHandle Copy(string path)
    {
        var tree = OpenTreeCall(428, HereFolder, path, CloneTree | CloseOnExec | Recursive);
        Native.Check((int)tree, $"open_tree {path}");
        return new SafeFileHandle((nint)tree, ownsHandle: true);
    }

    /// <summary>Puts a copy over a path of this thread's mount namespace.</summary>
    /// <exception cref="RunnerFault">The path is not there, or a link stands in its way.</exception>
    public static void Put(SafeFileHandle tree, string root, string relative)
    {
        using var target = Beneath.Open(root, relative);
        if (target is null)
            throw RunnerFault.Invalid(
                $"Nothing can be mounted at {relative} below {root}: it is not there, or a link stands in the way."
            );
        Native.Check(
            (int)MoveMountCall(429, Number(tree), "", Number(target), "", FromHandle | ToHandle),
            $"move_mount {relative}"
        );
    }

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();
}
