using Polpo.Core.Git;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments.Layers;

/// <summary>
/// Which worktrees a layer was laid over, and when last: a file for each, beside the layer. A sandbox lives no longer than its worktree,
/// so a layer of which no worktree is left is mounted nowhere.
/// </summary>
internal sealed class LayerUses(PolpoHome home, TimeProvider time)
{
    public void Note(string key, Worktree worktree)
    {
        var folder = Directory.CreateDirectory(Name(key)).FullName;
        foreach (var gone in Directory.EnumerateFiles(folder).Where(file => !IsThere(file)))
            File.Delete(gone);
        File.WriteAllText(Path.Combine(folder, worktree.Id), worktree.Path);
        Directory.SetLastWriteTimeUtc(folder, time.GetUtcNow().UtcDateTime);
    }

    public bool InUse(string key) => Directory.Exists(Name(key)) && Directory.EnumerateFiles(Name(key)).Any(IsThere);

    /// <summary>That of a layer which an earlier version built is when it was built.</summary>
    public DateTimeOffset LastUse(string key)
    {
        var folder = new DirectoryInfo(Name(key));
        return new DateTimeOffset(
            (folder.Exists ? folder : new DirectoryInfo(home.At("layers", key))).LastWriteTimeUtc
        );
    }

    public void Forget(string key)
    {
        if (Directory.Exists(Name(key)))
            Directory.Delete(Name(key), recursive: true);
    }

    private string Name(string key) => home.At("layers", $"{key}.uses");

    private static bool IsThere(string file) => Directory.Exists(File.ReadAllText(file));
}
