using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Limits;

/// <summary>
/// A lock on a folder, by which a runner shows that it lives: the kernel takes it away when the runner ends, however that happens.
/// Control groups cannot hold a file that would say whose they are.
/// </summary>
internal sealed partial class FolderMark : IDisposable
{
    private const int Folder = 0x10000;
    private const int CloseOnExec = 0x80000;
    private const int Alone = 2;
    private const int AtOnce = 4;

    private readonly SafeFileHandle _folder;

    private readonly FileIdentity? _identity;

    private FolderMark(SafeFileHandle folder, FileIdentity? identity) => (_folder, _identity) = (folder, identity);

    /// <summary>Whether the folder of that name is still the one that was marked.</summary>
    public bool Holds(string folder) => _identity is not null && _identity == FileIdentity.Of(folder);

    /// <summary>Null when another has it, or there is no such folder.</summary>
    public static FolderMark? Take(string folder)
    {
        var opened = OpenCall(folder, Folder | CloseOnExec);
        if (opened < 0)
            return null;
        var handle = new SafeFileHandle(opened, ownsHandle: true);
        if (LockCall(handle, Alone | AtOnce) == 0)
            return new FolderMark(handle, FileIdentity.Of(folder));
        handle.Dispose();
        return null;
    }

    public void Dispose() => _folder.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int LockCall(SafeFileHandle file, int operation);
}
