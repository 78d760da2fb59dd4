using Polpo.Runner.Execs;
using Polpo.Runner.Limits;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Plain;

/// <summary>Plain processes that are held together by a control group where there is one, else by their descent.</summary>
internal sealed class PlainHold(Cgroup group, string worktree, string home, TimeProvider time) : IHold
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended => _ended.Task;

    public LimitMeter Meter => group.Meter;

    public IEnumerable<int> Processes => group.Processes;

    public System.Runtime.InteropServices.SafeHandle? Network => null;

    public IReadOnlyList<string>? NetworkWords => null;

    public Task<Slot> StartSlotAsync()
    {
        var run = group.NewRun();
        // Between the runner and the command stands a shell that only waits: its end tells the command's end.
        return Slot.StartAsync(
            Launch.With(home, [.. group.Enter(run), "/bin/sh", "-c", "\"$@\"", "sh", .. Slot.Shell(worktree)]),
            run
        );
    }

    public void KillTree(Slot slot)
    {
        if (slot.Cgroup is not null)
            CgroupProcesses.Kill(slot.Cgroup);
        else
            ProcessTree.Kill(slot.ProcessId, reaper: 0);
        slot.Kill();
    }

    public void Settle(Slot slot) => group.Settle(slot.Cgroup);

    public void KillRuns() => group.KillRuns();

    public Task CloseAsync()
    {
        group.Kill();
        _ended.TrySetResult();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await group.RemoveAsync(time);
        group.Dispose();
    }
}
