using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;
using Polpo.Runner.Walls.Protection;

namespace Polpo.Runner.Bubblewrap;

/// <summary>What a sandbox binds when we are not root: the folders where they are, and copies of a layer, since an overlay is root's to mount.</summary>
internal static class UserStage
{
    public static Sources Build(SandboxOrder order, Protection protection, string folder) =>
        new()
        {
            Worktree = order.Worktree,
            Home = Home(order, folder),
            Etc = Path.Combine(folder, "etc"),
            Root = order.Root,
            Mirror = order.Mirror,
            MirrorInside = order.Mirror,
            Over = [.. Writable(order), .. Layers(order, folder)],
            Pinned = [.. Own(order, protection.Pinned)],
            Kept = [.. Own(order, protection.Kept), .. Nothing(protection, folder)],
        };

    private static string Home(SandboxOrder order, string folder)
    {
        if (order.Home is not null)
            return order.Home;
        var home = Path.Combine(folder, "home");
        var layer = order.Layer is null ? null : Path.Combine(order.Layer.Folder, "home");
        if (Directory.Exists(layer))
            Copy(layer, home);
        return Directory.CreateDirectory(home).FullName;
    }

    private static IEnumerable<Overlaid> Writable(SandboxOrder order)
    {
        foreach (var path in order.WritablePaths)
        {
            using var found = Beneath.Open(order.Worktree, path);
            if (found is null)
                throw RunnerFault.Invalid(
                    $"{path} cannot be made writable: it is not in the worktree, or a link stands in the way."
                );
            yield return new Overlaid(Path.Combine(order.Worktree, path), path);
        }
    }

    private static IEnumerable<Overlaid> Layers(SandboxOrder order, string folder)
    {
        foreach (var (path, number) in LayerPaths.Of(order).Select((path, number) => (path, number)))
        {
            var copy = Path.Combine(folder, $"over{number}");
            Copy(Path.Combine(order.Layer!.Folder, "worktree", path), copy);
            yield return new Overlaid(copy, path);
        }
    }

    private static IEnumerable<Overlaid> Own(SandboxOrder order, IEnumerable<string> paths) =>
        paths.Select(path => new Overlaid(Path.Combine(order.Worktree, path), path));

    private static IEnumerable<Overlaid> Nothing(Protection protection, string folder)
    {
        var nothing = Directory.CreateDirectory(Path.Combine(folder, "nothing")).FullName;
        return protection.Missing.Select(path => new Overlaid(nothing, path));
    }

    private static void Copy(string from, string to)
    {
        var errors = Launch.RunAsync("cp", "-a", "--reflink=auto", from, to).GetAwaiter().GetResult();
        if (errors is not null)
            throw RunnerFault.Unavailable($"The environment cannot be copied: {errors}");
    }
}
