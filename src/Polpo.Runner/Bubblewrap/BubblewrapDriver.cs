using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;
using Polpo.Runner.Walls.Filter;
using Polpo.Runner.Walls.Protection;

namespace Polpo.Runner.Bubblewrap;

/// <summary>
/// Opens sandboxes with bubblewrap: as root under the workspace's own user id, because bubblewrap that root starts keeps every
/// capability; else under our own id in a user namespace.
/// </summary>
internal sealed class BubblewrapDriver(Uids uids, Cgroups cgroups, TimeProvider time) : IDriver
{
    /// <summary>bubblewrap tells about itself on descriptor 3, here its standard output, and reads its filter from 4; it closes both.</summary>
    private static string[] Open(string filter) =>
        ["/bin/sh", "-c", "f=$1; shift; exec \"$@\" 3>&1 4<\"$f\"", "sh", filter];

    public string Kind => "bubblewrap";

    public async Task<IHold> OpenAsync(SandboxOrder order, string folder)
    {
        var root = Native.UserId() == 0;
        var user = root ? uids.Of(order.Workspace) : Native.UserId();
        EtcFolder.Write(Path.Combine(folder, "etc"), Within.User);
        if (root)
            await Ownership.GiveAsync(order.Worktree, user);
        var filter = Path.Combine(folder, "filter");
        await File.WriteAllBytesAsync(filter, SystemCallFilter.Bytes);
        var group = cgroups.Create(order);
        var protection = Protection.Of(order);
        var hold = new BubblewrapHold(order, protection, group, root ? user : null, time);
        try
        {
            await hold.StartAsync(() =>
                Words(
                    order,
                    root
                        ? RootStage.Build(order, protection, folder, user)
                        : UserStage.Build(order, protection, folder),
                    user,
                    root,
                    group,
                    filter
                )
            );
            return hold;
        }
        catch
        {
            await hold.CloseAsync();
            await hold.DisposeAsync();
            throw;
        }
    }

    private static IEnumerable<string> Words(
        SandboxOrder order,
        Sources sources,
        uint user,
        bool root,
        Cgroup group,
        string filter
    ) => [.. group.Enter(null), .. Open(filter), .. root ? Drop(user) : [], .. BubblewrapWords.For(order, sources)];

    private static IEnumerable<string> Drop(uint user) =>
        ["setpriv", "--reuid", $"{user}", "--regid", $"{user}", "--clear-groups", "--inh-caps=-all", "--no-new-privs"];
}
