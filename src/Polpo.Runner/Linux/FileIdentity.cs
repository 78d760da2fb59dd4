using System.Runtime.InteropServices;

namespace Polpo.Runner.Linux;

/// <summary>Which file or folder a path leads to, whatever it is called: stays the same when it is renamed.</summary>
internal sealed partial record FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint InodeOnly = 0x100;

    /// <summary>Null: there is nothing.</summary>
    public static FileIdentity? Of(string path) =>
        StatxCall(CurrentFolder, path, NoFollow, InodeOnly, out var stat) == 0
            ? new FileIdentity(stat.DeviceMajor, stat.DeviceMinor, stat.Inode)
            : null;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatxCall(int folder, string path, int flags, uint mask, out Stat stat);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Stat
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
