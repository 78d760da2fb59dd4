using System.Runtime.InteropServices;
using Polpo.Core.Git.Running;

namespace Polpo.Core.Git.Snapshots;

/// <summary>
/// What tells that a file is still the same. <paramref name="Changed"/> (ctime, nanoseconds) cannot be set back by whoever writes the
/// file, so a stamp that is equal and old enough is proof.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStamp(
    ushort Mode,
    ulong Device,
    ulong Inode,
    ulong Size,
    long Modified,
    long Changed
)
{
    private const int Kind = 0xF000;

    public bool IsFile => (Mode & Kind) == 0x8000;

    public bool IsFolder => (Mode & Kind) == 0x4000;

    public bool IsLink => (Mode & Kind) == 0xA000;

    /// <summary>The mode under which a tree keeps it.</summary>
    public string TreeMode =>
        IsLink ? TreeEntry.Link
        : (Mode & 0x40) != 0 ? TreeEntry.Executable
        : TreeEntry.File;

    public static FileStamp Of(Libc.Stat stat) =>
        new(
            stat.Mode,
            ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor,
            stat.Inode,
            stat.Size,
            (stat.ModifiedSeconds * 1_000_000_000) + stat.ModifiedNanos,
            (stat.ChangedSeconds * 1_000_000_000) + stat.ChangedNanos
        );
}
