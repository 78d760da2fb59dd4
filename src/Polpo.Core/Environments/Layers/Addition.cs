using Polpo.Core.Environments.Finding;

namespace Polpo.Core.Environments.Layers;

/// <summary>Tells what a setup has added to its copy of a worktree.</summary>
internal static class Addition
{
    /// <summary>Moves what is new, at its topmost path, into the layer. What was only changed stays behind: an environment does not edit sources.</summary>
    /// <param name="before">What the copy held before the setup, as <see cref="WorktreeCopy"/> tells it.</param>
    public static (IReadOnlyList<string> Folders, IReadOnlyList<string> Files) Move(
        IReadOnlySet<string> before,
        string after,
        string layer
    )
    {
        Directory.CreateDirectory(layer);
        // All is looked at before anything is moved: the walk holds folders open.
        var added = TreeWalk
            .Below(after, TreeWalk.MostLevels, path => before.Contains(path + '/'))
            .Where(entry => entry.Stamp.IsFolder || entry.Stamp.IsFile)
            .Where(entry => !before.Contains(entry.Path) && !before.Contains(entry.Path + '/'))
            .Select(entry => (entry.Path, entry.Stamp.IsFolder))
            .ToList();
        foreach (var (path, isFolder) in added)
        {
            var target = Path.Combine(layer, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (isFolder)
                Directory.Move(Path.Combine(after, path), target);
            else
                File.Move(Path.Combine(after, path), target);
        }
        return (
            [.. added.Where(entry => entry.IsFolder).Select(entry => entry.Path)],
            [.. added.Where(entry => !entry.IsFolder).Select(entry => entry.Path)]
        );
    }
}
