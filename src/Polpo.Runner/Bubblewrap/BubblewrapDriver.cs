using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Bubblewrap;

/// <summary>
/// Opens sandboxes with bubblewrap: as root under the workspace's own user id, because bubblewrap that root starts keeps every
/// capability; else under our own id in a user namespace.
/// </summary>
internal sealed class BubblewrapDriver(Uids uids, Cgroups cgroups, TimeProvider time) : IDriver
{
    /// <summary>bubblewrap tells about itself on descriptor 3, which it closes then; here that is its standard output, too.</summary>
    private static readonly string[] _tell = ["/bin/sh", "-c", "exec \"$@\" 3>&1", "sh"];

    public string Kind => "bubblewrap";

    public async Task<IHold> OpenAsync(SandboxOrder order, string folder)
    {
        var root = Native.UserId() == 0;
        var user = root ? uids.Of(order.Workspace) : Native.UserId();
        EtcFolder.Write(Path.Combine(folder, "etc"), user);
        if (root)
            await Ownership.GiveAsync(order.Worktree, user);
        var group = cgroups.Create(order);
        var hold = new BubblewrapHold(group, root ? user : null, time);
        try
        {
            await hold.StartAsync(() =>
                Words(
                    order,
                    root ? RootStage.Build(order, folder, user) : UserStage.Build(order, folder),
                    user,
                    root,
                    group
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

    private static IEnumerable<string> Words(SandboxOrder order, Sources sources, uint user, bool root, Cgroup group) =>
        [.. group.Enter(null), .. _tell, .. root ? Drop(user) : [], .. BubblewrapWords.For(order, sources)];

    private static IEnumerable<string> Drop(uint user) =>
        ["setpriv", "--reuid", $"{user}", "--regid", $"{user}", "--clear-groups", "--inh-caps=-all", "--no-new-privs"];
}
