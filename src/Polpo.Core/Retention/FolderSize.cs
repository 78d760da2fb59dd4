using System.IO.Enumeration;

namespace Polpo.Core.Retention;

/// <summary>What a folder takes, links not followed. What vanishes meanwhile does not count, and what may not be read neither.</summary>
internal static class FolderSize
{
    private static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        // Else a link in a worktree would lead the walk out of it.
        AttributesToSkip = FileAttributes.ReparsePoint,
        MaxRecursionDepth = 200,
    };

    public static long Of(string folder, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        try
        {
            foreach (var length in Lengths(folder))
            {
                cancellationToken.ThrowIfCancellationRequested();
                bytes += length;
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Removed before or while it was looked at.
        }
        return bytes;
    }

    private static FileSystemEnumerable<long> Lengths(string folder) =>
        new(folder, (ref FileSystemEntry entry) => entry.IsDirectory ? 0 : entry.Length, All);
}
