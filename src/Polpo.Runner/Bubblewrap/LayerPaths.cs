using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Bubblewrap;

/// <summary>The paths of the worktree that a layer is laid over.</summary>
internal static class LayerPaths
{
    /// <summary>A path at which the worktree has something of its own, or a link on the way, is left as it is.</summary>
    public static IEnumerable<string> Of(SandboxOrder order) =>
        (order.Layer?.Paths ?? []).Where(path => IsFree(order.Worktree, path));

    private static bool IsFree(string worktree, string path)
    {
        using var parent = Beneath.Open(worktree, Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".");
        if (parent is null)
            return false;
        var target = new DirectoryInfo(Path.Combine(worktree, path));
        // An empty folder is what an earlier sandbox of this worktree was mounted on.
        return target.LinkTarget is null
            && (target.Exists ? !target.EnumerateFileSystemInfos().Any() : !File.Exists(target.FullName));
    }
}
