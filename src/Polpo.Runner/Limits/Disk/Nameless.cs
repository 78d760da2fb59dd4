using System.Runtime.InteropServices;

namespace Polpo.Runner.Limits.Disk;

/// <summary>Finds files that were deleted while a process has them open: they take room, and no walk over folders meets them.</summary>
internal static partial class Nameless
{
    private const string Mark = " (deleted)";
    private const int BlockBytes = 512;

    /// <summary>In memory, where the memory limit counts them.</summary>
    private static readonly string[] _elsewhere = ["/tmp/", "/dev/", "/memfd:", "/SYSV"];

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Facts
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint Links;
        public uint User;
        public uint Group;
        public ushort Mode;
        public ushort Spare;
        public ulong Number;
        public ulong Size;
        public ulong Blocks;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, Facts* facts);

    public static long Bytes(IEnumerable<int> processes)
    {
        Dictionary<ulong, long> found = [];
        foreach (var process in processes)
        foreach (var folder in new[] { $"/proc/{process}/fd", $"/proc/{process}/map_files" })
        foreach (var path in Entries(folder))
            if (Look(path) is { Links: 0 } facts)
                found[facts.Number] = (long)facts.Blocks * BlockBytes;
        return found.Values.Sum();
    }

    /// <summary>Nothing of a process that has ended, or that is not ours to look at.</summary>
    private static List<string> Entries(string folder)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFileSystemEntries(folder)
                    .Where(path =>
                        new FileInfo(path).LinkTarget is { } target
                        && target.EndsWith(Mark, StringComparison.Ordinal)
                        && !_elsewhere.Any(place => target.StartsWith(place, StringComparison.Ordinal))
                    ),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static unsafe Facts? Look(string path)
    {
        const int Here = -100;
        const uint Basic = 0x7ff;
        Facts facts;
        return StatX(Here, path, 0, Basic, &facts) == 0 ? facts : null;
    }
}
