using Polpo.Runner.Execs;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Limits;

/// <summary>Ends runs in a sandbox of its own process namespace, by control group where there is one.</summary>
internal static class RunEnding
{
    /// <summary>Ends one run with all of its descendants.</summary>
    /// <param name="first">Process 1 of the sandbox, to which orphans fall.</param>
    public static void End(Slot slot, int first)
    {
        if (slot.Cgroup is not null)
            CgroupProcesses.Kill(slot.Cgroup);
        else
        {
            // Halted first: a shell whose child is ended would say so.
            Native.Signal(slot.Handle, Native.SigStop);
            ProcessTree.Kill(slot.ProcessId, first);
        }
        slot.Kill();
    }

    /// <summary>Ends everything but process 1.</summary>
    public static void EndAll(Cgroup group, int first)
    {
        if (!group.KillRuns())
            ProcessTree.KillAllBut(first);
    }
}
