using Polpo.Core.Git.Snapshots;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments.Finding;

/// <summary>What stands in a checkout: <paramref name="Path"/> from its root, and the open folder in which it is called <paramref name="RawName"/>.</summary>
internal sealed record TreeEntryOnDisk(string Path, SafeFolder Folder, string RawName, FileStamp Stamp);

/// <summary>
/// Goes through a checkout that others write at the same time. Each folder is opened beneath the one above it, so that none that is
/// swapped for a link leads out. git's own folder is left out.
/// </summary>
internal static class TreeWalk
{
    /// <summary>Each level is an open file of ours: deeper nesting serves only to use them up.</summary>
    public const int MostLevels = 128;

    /// <summary>Everything, a folder before what is in it; an entry is good until the next is asked for.</summary>
    /// <param name="enters">Whether the folder at this path is looked into.</param>
    /// <exception cref="RefusedException">With <see cref="MostLevels"/>: it is nested deeper.</exception>
    public static IEnumerable<TreeEntryOnDisk> Below(string root, int levels, Func<string, bool> enters)
    {
        using var top = SafeFolder.OpenRoot(root);
        foreach (var entry in Of(top, "", levels, enters))
            yield return entry;
    }

    private static IEnumerable<TreeEntryOnDisk> Of(
        SafeFolder folder,
        string path,
        int levels,
        Func<string, bool> enters
    )
    {
        foreach (var raw in folder.Names())
        {
            // A name that is no text cannot be said to any of our tools; it is left alone.
            if (
                TextOf(raw) is not { } name
                || folder.Stamp(raw) is not { } stamp
                || (path.Length == 0 && name == ".git")
            )
                continue;
            var below = path.Length == 0 ? name : $"{path}/{name}";
            yield return new TreeEntryOnDisk(below, folder, raw, stamp);
            if (!stamp.IsFolder || !enters(below))
                continue;
            if (levels <= 1)
            {
                RequireShallow(below);
                continue;
            }
            using var inner = folder.Open(new RepoPath(raw));
            foreach (var entry in inner is null ? [] : Of(inner, below, levels - 1, enters))
                yield return entry;
        }
    }

    private static void RequireShallow(string path)
    {
        if (path.Count(letter => letter == '/') + 1 >= MostLevels)
            throw new RefusedException(
                Refusal.OverLimit,
                $"The checkout is nested deeper than {MostLevels} folders, at {path[..60]}… Make it flatter."
            );
    }

    private static string? TextOf(string raw)
    {
        var text = new RepoPath(raw).ToString();
        return text.Contains('\ufffd', StringComparison.Ordinal) ? null : text;
    }
}
