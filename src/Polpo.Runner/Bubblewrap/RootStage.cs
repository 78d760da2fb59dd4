using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Walls.Protection;

namespace Polpo.Runner.Bubblewrap;

/// <summary>
/// Brings what a sandbox binds to a place that its user can reach (a data folder below <c>/root</c> is none), on a thread whose
/// mounts nobody else sees: nothing has to be undone afterwards.
/// </summary>
internal static class RootStage
{
    private const string Place = "/run/polpo";

    public static Sources Build(SandboxOrder order, Protection protection, string folder, uint user)
    {
        Directory.CreateDirectory(Place);
        Mounts.BecomePrivate();
        Mounts.Temporary(Place);
        return new Sources
        {
            Worktree = Bound(order.Worktree, "worktree"),
            Home = Home(order, folder, user),
            Etc = Bound(Path.Combine(folder, "etc"), "etc"),
            Root = order.Root is null ? null : Bound(order.Root, "root", readOnly: true),
            Mirror = order.Mirror is null ? null : Bound(order.Mirror, "mirror"),
            MirrorInside = order.Mirror,
            Over = [.. Writable(order), .. Layers(order, folder, user)],
            Pinned = [.. Own(order, protection.Pinned, "pinned", readOnly: false)],
            Kept = [.. Own(order, protection.Kept, "kept", readOnly: true), .. Nothing(protection)],
        };
    }

    private static string Home(SandboxOrder order, string folder, uint user)
    {
        var lower = order.Layer is null ? null : Path.Combine(order.Layer.Folder, "home");
        if (order.Home is null && Directory.Exists(lower))
            return Overlaid(lower, Path.Combine(folder, "over-home"), "home", user);
        var home = order.Home ?? Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        Native.Chown(home, user);
        return Bound(home, "home");
    }

    private static IEnumerable<Overlaid> Writable(SandboxOrder order)
    {
        foreach (var (path, number) in order.WritablePaths.Select((path, number) => (path, number)))
        {
            using var found = Beneath.Open(order.Worktree, path);
            if (found is null)
                throw RunnerFault.Invalid(
                    $"{path} cannot be made writable: it is not in the worktree, or a link stands in the way."
                );
            yield return new Overlaid(Bound(Beneath.PathOf(found), $"writable{number}"), path);
        }
    }

    private static IEnumerable<Overlaid> Layers(SandboxOrder order, string folder, uint user)
    {
        foreach (var (path, number) in LayerPaths.Of(order).Select((path, number) => (path, number)))
        {
            var lower = Path.Combine(order.Layer!.Folder, "worktree", path);
            yield return new Overlaid(
                Overlaid(lower, Path.Combine(folder, $"over{number}"), $"layer{number}", user),
                path
            );
        }
    }

    private static IEnumerable<Overlaid> Own(SandboxOrder order, IEnumerable<string> paths, string name, bool readOnly)
    {
        foreach (var (number, path) in paths.Index())
        {
            using var found = Beneath.Open(order.Worktree, path);
            if (found is not null)
                yield return new Overlaid(Bound(Beneath.PathOf(found), $"{name}{number}", readOnly), path);
        }
    }

    private static IEnumerable<Overlaid> Nothing(Protection protection)
    {
        var empty = Directory.CreateDirectory(Path.Combine(Place, "empty")).FullName;
        var nothing = protection.Missing.Count == 0 ? empty : Bound(empty, "nothing", readOnly: true);
        return protection.Missing.Select(path => new Overlaid(nothing, path));
    }

    private static string Bound(string source, string name, bool readOnly = false)
    {
        var target = Path.Combine(Place, name);
        Target(source, target);
        Mounts.Bind(source, target, readOnly);
        return target;
    }

    private static void Target(string source, string target)
    {
        if (File.Exists(source))
            File.WriteAllText(target, "");
        else
            Directory.CreateDirectory(target);
    }

    /// <summary>The layer copy-on-write: what the sandbox changes lies in its own folder, or in memory where that file system cannot carry it.</summary>
    private static string Overlaid(string lower, string upper, string name, uint user)
    {
        var below = Bound(lower, name + "-lower");
        var above = Directory.CreateDirectory(Path.Combine(Place, name + "-upper")).FullName;
        var target = Directory.CreateDirectory(Path.Combine(Place, name)).FullName;
        Directory.CreateDirectory(upper);
        Mounts.Bind(upper, above);
        try
        {
            Mount(below, above, target, user);
        }
        catch (IOException)
        {
            Mounts.Temporary(above);
            Mount(below, above, target, user);
        }
        return target;
    }

    private static void Mount(string below, string above, string target, uint user)
    {
        var changes = Directory.CreateDirectory(Path.Combine(above, "changes")).FullName;
        var work = Directory.CreateDirectory(Path.Combine(above, "work")).FullName;
        Native.Chown(changes, user);
        Mounts.Overlay(below, changes, work, target);
    }
}
