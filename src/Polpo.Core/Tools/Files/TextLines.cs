using System.Text;
using Microsoft.Win32.SafeHandles;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Files;

/// <summary>The lines of a file for a search: nothing for a binary file or one that is gone, and no line longer than memory should hold.</summary>
internal static class TextLines
{
    private const long LargestFile = 50L << 20;

    public static IEnumerable<string> Of(SafeRoot root, SafePath path)
    {
        using var file = TryOpen(root, path);
        if (file is null || RandomAccess.GetLength(file) > LargestFile || LooksBinary(file))
            yield break;
        using var reader = new StreamReader(
            new FileStream(file, FileAccess.Read),
            Encoding.UTF8,
            detectEncodingFromByteOrderMarks: true
        );
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static SafeFileHandle? TryOpen(SafeRoot root, SafePath path)
    {
        try
        {
            return root.OpenFile(path);
        }
        catch (RefusedException)
        {
            // Removed or swapped since it was listed, or unreadable: a search goes on.
            return null;
        }
    }

    private static bool LooksBinary(SafeFileHandle file)
    {
        var beginning = new byte[8192];
        var length = RandomAccess.Read(file, beginning, 0);
        var span = beginning.AsSpan(0, length);
        return TextFile.IsBinary(span)
            && !span.StartsWith("\uFEFF"u8)
            && !(length > 1 && beginning[0] + beginning[1] == 0xFF + 0xFE);
    }
}
