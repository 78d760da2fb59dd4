using System.Security.Cryptography;
using Polpo.Runner.Bubblewrap;
using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;
using Polpo.Runner.Walls.Protection;

namespace Polpo.Runner.Containers;

/// <summary>Opens sandboxes as containers of an engine on this machine. Takes root, as every use of such an engine does in effect.</summary>
internal sealed class ContainerDriver(Uids uids, Cgroups cgroups, Leftovers leftovers, TimeProvider time) : IDriver
{
    private readonly RootImage _images = new();

    public string Kind => "container";

    public async Task<IHold> OpenAsync(SandboxOrder order, string folder)
    {
        var (socket, image) =
            order.Container
            ?? throw RunnerFault.Unavailable(
                "No image is named for container sandboxes. Set POLPO_SANDBOX_IMAGE to an image's name or to the directory of a root file system."
            );
        if (Native.UserId() != 0)
            throw RunnerFault.Unavailable(
                "Container sandboxes take root: commands enter a container from outside of it. Run the server as root, or use bubblewrap."
            );
        leftovers.Remember(socket);
        var engine = new EngineClient(socket);
        var body = new ContainerBody(order, folder, uids.Of(order.Workspace));
        EtcFolder.Write(Path.Combine(folder, "etc"), body.User);
        Native.Chown(Directory.CreateDirectory(body.Home).FullName, body.User);
        await Ownership.GiveAsync(order.Worktree, body.User);
        var protection = Protection.Of(order);
        ContainerStage.MakeTargets(order, protection, body.User);
        var hold = Hold(engine, order, protection, body.User);
        try
        {
            var mark = RandomNumberGenerator.GetHexString(16, lowercase: true);
            await hold.StartAsync(
                $"polpo-{order.Id}-{mark}",
                body.Plan(await _images.NameAsync(engine, image), leftovers.Home, mark),
                mounts => ContainerStage.PutAsync(order, protection, folder, body.User, mounts)
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

    private ContainerHold Hold(EngineClient engine, SandboxOrder order, Protection protection, uint user) =>
        new(engine, order, protection, cgroups.Create(order), user, time);
}
