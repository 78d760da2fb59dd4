using System.Text;
using Microsoft.Win32.SafeHandles;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>A file's text together with what is needed to write it back byte for byte: its encoding and byte order mark.</summary>
internal sealed record TextFile(string Text, Encoding Encoding, bool HasMark)
{
    public const long LargestSize = 20L << 20;

    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], new UTF8Encoding(true, true)),
        ([0xFF, 0xFE], new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true)),
    ];

    /// <exception cref="RefusedException">The file is binary, in another encoding, or too large.</exception>
    public static async Task<TextFile> ReadAsync(
        SafeFileHandle file,
        SafePath path,
        CancellationToken cancellationToken
    )
    {
        var size = RandomAccess.GetLength(file);
        if (size > LargestSize)
            throw new RefusedException(
                Refusal.OverLimit,
                $"\"{path}\" has {size:N0} bytes; file tools take up to {LargestSize:N0}. Use bash (head, sed, split) for such a file."
            );
        var bytes = new byte[size];
        var length = await RandomAccess.ReadAsync(file, bytes, 0, cancellationToken);
        return Decode(bytes.AsSpan(0, length), path);
    }

    public byte[] Encode(string text) =>
        HasMark ? [.. Encoding.GetPreamble(), .. Encoding.GetBytes(text)] : Encoding.GetBytes(text);

    private static TextFile Decode(ReadOnlySpan<byte> bytes, SafePath path)
    {
        foreach (var (mark, encoding) in Marks)
            if (bytes.StartsWith(mark))
                return new TextFile(Decoded(encoding, bytes[mark.Length..], path), encoding, HasMark: true);
        if (IsBinary(bytes))
            throw new RefusedException(
                Refusal.Invalid,
                $"\"{path}\" is a binary file of {bytes.Length:N0} bytes. Use bash (file, xxd, a program for its format) to look at it."
            );
        var utf8 = new UTF8Encoding(false, true);
        return new TextFile(Decoded(utf8, bytes, path), utf8, HasMark: false);
    }

    /// <summary>A zero byte near the beginning: no text in an encoding that we read has one.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> beginning) =>
        beginning[..Math.Min(beginning.Length, 8192)].Contains((byte)0);

    private static string Decoded(Encoding encoding, ReadOnlySpan<byte> bytes, SafePath path)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException bad)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"\"{path}\" is not valid {encoding.WebName} (byte {bad.Index}). Use bash with iconv to read or change it; nothing was changed.",
                bad
            );
        }
    }
}
