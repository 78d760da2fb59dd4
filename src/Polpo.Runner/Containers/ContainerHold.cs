using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Bubblewrap;
using Polpo.Runner.Execs;
using Polpo.Runner.Limits;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;
using Polpo.Runner.Walls.Landlock;
using Polpo.Runner.Walls.Protection;

namespace Polpo.Runner.Containers;

/// <summary>One container. Its shells join its namespaces from outside, as bubblewrap's do: an engine's own way in is ten times as slow and tells less.</summary>
internal sealed class ContainerHold(
    EngineClient engine,
    SandboxOrder order,
    Protection protection,
    Cgroup group,
    uint user,
    TimeProvider time
) : IHold
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _id;
    private AttachedStream? _attached;
    private SafeFileHandle? _first;
    private Namespaces? _spaces;
    private Gate? _gate;
    private int _firstId;

    public Task Ended => _ended.Task;

    public SafeHandle? Network => _spaces?.Network;

    public IReadOnlyList<string>? NetworkWords => null;

    public LimitMeter Meter => group.Meter;

    public IEnumerable<int> Processes => group.Holds ? group.Processes : ProcessTree.WithIn(_firstId);

    /// <summary>Creates and starts the container, and puts more into it before any command can be there.</summary>
    /// <param name="furnish">Takes its mount namespace.</param>
    public async Task StartAsync(string name, ContainerPlan plan, Func<SafeFileHandle, Task> furnish)
    {
        _id = await engine.CreateAsync(name, plan);
        _attached = await engine.AttachAsync(_id, time);
        await engine.StartAsync(_id);
        var said = await _attached
            .ReadUntilAsync("ready\n")
            .WithinAsync(Bounded.Opening, time, "The container's first process does not come up; it was ended.");
        if (!said.EndsWith("ready\n", StringComparison.Ordinal))
            throw RunnerFault.Unavailable($"The container ended as soon as it was started: {said.Trim()}");
        var found = await engine.FindAsync(_id);
        Hold(found.State.Pid, plan.Entrypoint[^1]);
        _spaces = new Namespaces(_firstId, user);
        await furnish(_spaces.Mounts);
        _gate = new Gate(_spaces, user, SandboxRules.Wall(_firstId, order))
        {
            Variables = ImageVariables.Of(found.Config.Env ?? []),
        };
    }

    public Task<Slot> StartSlotAsync() => _gate!.StartAsync(group, group.NewRun());

    public void KillTree(Slot slot) => RunEnding.End(slot, _firstId);

    public void Settle(Slot slot) => group.Settle(slot.Cgroup);

    public void KillRuns() => RunEnding.EndAll(group, _firstId);

    public async Task CloseAsync()
    {
        if (_first is not null)
            Native.Signal(_first, Native.SigKill);
        else
            _ended.TrySetResult();
        group.Kill();
        await _ended.Task.WithinAsync(Bounded.Ending, time, $"A process of the sandbox {order.Id} does not end.");
    }

    public async ValueTask DisposeAsync()
    {
        await group.RemoveAsync(time);
        group.Dispose();
        if (_attached is not null)
            await _attached.DisposeAsync();
        if (_id is not null)
            await engine.RemoveAsync(_id, time);
        protection.Clear(order.Worktree);
        _gate?.Dispose();
        _spaces?.Dispose();
        _first?.Dispose();
        engine.Dispose();
    }

    /// <summary>Takes hold of its first process. Where the engine is in a virtual machine or on another one, that number is somebody else's here.</summary>
    private void Hold(int first, string mark)
    {
        _firstId = first;
        _first = Native.OpenProcess(first);
        if (!File.ReadAllText($"/proc/{first}/cmdline").Split('\0').Contains(mark))
        {
            _first.Dispose();
            _first = null;
            throw RunnerFault.Unavailable(
                $"The container engine at {engine.SocketPath} runs its containers on another machine. Name one of this machine in DOCKER_HOST."
            );
        }
        new Thread(Watch, 128 << 10) { IsBackground = true, Name = "container" }.Start();
    }

    private void Watch()
    {
        while (!Poll.Wait(null, _first, -1).Second) { }
        _ended.TrySetResult();
    }
}
