using Polpo.Runner.Limits;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Plain;

/// <summary>No isolation at all: plain processes in the worktree. Only for who asked for it by name.</summary>
internal sealed class PlainDriver(Cgroups cgroups, TimeProvider time) : IDriver
{
    public string Kind => "none";

    public Task<IHold> OpenAsync(SandboxOrder order, string folder)
    {
        if (order.WritablePaths.Count > 0)
            throw RunnerFault.Invalid(
                "Paths cannot be protected from writing without a sandbox. Drop the agent's allowedPaths, or the option --sandbox none."
            );
        var home = order.Home ?? Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        Lay(order.Layer, order.Worktree, home);
        return Task.FromResult<IHold>(new PlainHold(cgroups.Create(order), order.Worktree, home, time));
    }

    private static void Lay(LayerOrder? layer, string worktree, string home)
    {
        if (layer is null)
            return;
        foreach (var path in layer.Paths.Where(path => !Path.Exists(Path.Combine(worktree, path))))
            Copy(Path.Combine(layer.Folder, "worktree", path), Path.Combine(worktree, path));
        if (Directory.Exists(Path.Combine(layer.Folder, "home")))
            Copy(Path.Combine(layer.Folder, "home") + "/.", home);
    }

    private static void Copy(string from, string to)
    {
        var errors = Launch.RunAsync("cp", "-a", "--reflink=auto", from, to).GetAwaiter().GetResult();
        if (errors is not null)
            throw RunnerFault.Unavailable($"The environment cannot be copied: {errors}");
    }
}
