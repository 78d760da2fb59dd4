using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Polpo.Core.Tools.Files;

/// <summary>An entry of a folder. <paramref name="Readable"/> is false when its name is not UTF-8 and so cannot be asked for by text.</summary>
internal readonly record struct FolderEntry(string Name, FileKind Kind, bool Readable);

/// <summary>Lists an open folder in ordinal order.</summary>
internal static class FolderListing
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    public static IReadOnlyList<FolderEntry> Read(SafeFileHandle folder)
    {
        var entries = new List<FolderEntry>();
        var buffer = new byte[32 * 1024];
        for (var length = Libc.ReadFolder(folder, buffer); length > 0; length = Libc.ReadFolder(folder, buffer))
        {
            for (var at = 0; at < length; )
            {
                var size = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(at + 16));
                var name = buffer.AsSpan(at + 19, size - 19);
                if (Entry(folder, name[..name.IndexOf((byte)0)], buffer[at + 18]) is { } entry)
                    entries.Add(entry);
                at += size;
            }
        }
        entries.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return entries;
    }

    private static FolderEntry? Entry(SafeFileHandle folder, ReadOnlySpan<byte> bytes, byte type)
    {
        if (bytes.SequenceEqual("."u8) || bytes.SequenceEqual(".."u8))
            return null;
        var readable = TryText(bytes, out var name);
        var kind = type switch
        {
            4 => FileKind.Folder,
            8 => FileKind.File,
            10 => FileKind.Link,
            // Some file systems don't tell.
            0 when readable => Libc.Stat(folder, name)?.Kind ?? FileKind.Other,
            _ => FileKind.Other,
        };
        return new FolderEntry(name, kind, readable);
    }

    private static bool TryText(ReadOnlySpan<byte> bytes, out string text)
    {
        try
        {
            text = Strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.UTF8.GetString(bytes);
            return false;
        }
    }
}
