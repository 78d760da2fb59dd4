using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Bubblewrap;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;
using Polpo.Runner.Walls.Protection;

namespace Polpo.Runner.Containers;

/// <summary>What an engine cannot be told to mount safely: layers, writable paths, the home folder. Built as for bubblewrap, then put into the running container.</summary>
internal static class ContainerStage
{
    /// <summary>Folders that something is mounted on must be there; the sandbox's user owns them.</summary>
    public static void MakeTargets(SandboxOrder order, Protection protection, uint user)
    {
        foreach (var path in LayerPaths.Of(order).Concat(protection.Missing))
        {
            using var parent = Beneath.Open(
                order.Worktree,
                Path.GetDirectoryName(path) is { Length: > 0 } up ? up : "."
            );
            if (parent is null)
                continue;
            var target = Path.Combine(Beneath.PathOf(parent), Path.GetFileName(path));
            if (Directory.Exists(target))
                continue;
            Directory.CreateDirectory(target);
            Native.Chown(target, user);
        }
    }

    /// <summary>On a thread of its own, whose mounts nobody else sees.</summary>
    public static async Task PutAsync(
        SandboxOrder order,
        Protection protection,
        string folder,
        uint user,
        SafeFileHandle mounts
    )
    {
        try
        {
            await ThrownAwayThread.RunAsync(
                "container stage",
                () =>
                    Put(RootStage.Build(order, protection, folder, user), whole: order.WritablePaths.Count == 0, mounts)
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunnerFault.Unavailable($"The container cannot be furnished: {e.Message}.", e);
        }
    }

    /// <param name="whole">The worktree is writable as a whole: laid over the engine's mount of it, which heeds devices and owners' rights.</param>
    /// <returns>How much was put over the worktree.</returns>
    private static int Put(Sources sources, bool whole, SafeFileHandle mounts)
    {
        var home = Attachments.Copy(sources.Home);
        var work = whole ? Attachments.Copy(sources.Worktree) : null;
        var over = sources
            .Over.Concat(sources.Pinned)
            .Concat(sources.Kept)
            .Select(one => (Tree: Attachments.Copy(one.Source), one.Path))
            .ToList();
        Native.SetNs(mounts, Native.CloneNewNs);
        using (home)
            Attachments.Put(home, "/", Within.Home[1..]);
        using (work)
            if (work is not null)
                Attachments.Put(work, "/", Within.Worktree[1..]);
        foreach (var (tree, path) in over)
            using (tree)
                Attachments.Put(tree, Within.Worktree, path);
        return over.Count;
    }
}
