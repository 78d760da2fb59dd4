using Polpo.Runner.Linux;

namespace Polpo.Runner.Limits;

/// <summary>Halts every process of a sandbox, or lets them go on: by control group where the kernel can, else by signals that nobody can catch.</summary>
internal static class Halting
{
    private const int Rounds = 200;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);

    /// <param name="processes">Those that belong to it, asked anew: one may start another until all of them stand.</param>
    public static void Set(Cgroup group, bool halted, Func<IEnumerable<int>> processes)
    {
        if (group.Holding is not { } folder || !CgroupProcesses.Halt(folder, halted))
            Signal(halted, processes);
        else if (halted)
            Settle(folder);
    }

    /// <summary>Waits until the kernel says that the whole group stands: a process may be in the middle of something.</summary>
    private static void Settle(string folder)
    {
        for (var round = 0; round < Rounds && !Stands(folder); round++)
            Thread.Sleep(_pause);
    }

    private static bool Stands(string folder)
    {
        try
        {
            if (File.Exists($"{folder}/cgroup.events"))
                return File.ReadAllText($"{folder}/cgroup.events").Contains("frozen 1", StringComparison.Ordinal);
            return File.ReadAllText($"{folder}/freezer.state").StartsWith("FROZEN", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static void Signal(bool halted, Func<IEnumerable<int>> processes)
    {
        if (!halted)
        {
            foreach (var process in processes())
                _ = Native.Kill(process, Native.SigContinue);
            return;
        }
        // One that is not told yet may start another, or wake one that stands: again, until all of them do.
        for (var round = 0; round < Rounds; round++)
        {
            var going = processes().Where(process => !IsHalted(process)).ToList();
            if (going.Count == 0)
                return;
            foreach (var process in going)
                _ = Native.Kill(process, Native.SigStop);
            Thread.Sleep(1);
        }
    }

    private static bool IsHalted(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[text.LastIndexOf(')') + 2] is 'T' or 't' or 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }
}
