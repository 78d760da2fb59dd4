using System.Buffers.Binary;

namespace Polpo.Core.Tools.Files;

/// <summary>What an entry of a folder is. <paramref name="Mode"/> holds the permission bits only.</summary>
internal readonly record struct FileStat(FileKind Kind, uint Mode, uint Uid, uint Gid, long Size)
{
    /// <summary>When its content changed last, in seconds since 1970.</summary>
    public long Modified { get; private init; }

    /// <summary>Reads the kernel's <c>struct statx</c>, which has one layout on all processors.</summary>
    public static FileStat Read(ReadOnlySpan<byte> statx)
    {
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(statx[28..]);
        var kind = (mode & 0xF000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            _ => FileKind.Other,
        };
        return new FileStat(
            kind,
            mode & 0x1FFu,
            BinaryPrimitives.ReadUInt32LittleEndian(statx[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(statx[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(statx[40..])
        )
        {
            Modified = BinaryPrimitives.ReadInt64LittleEndian(statx[112..]),
        };
    }
}

internal enum FileKind
{
    File,
    Folder,
    Link,

    /// <summary>A pipe, socket or device.</summary>
    Other,
}
