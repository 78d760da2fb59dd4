using System.Globalization;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Limits;

/// <summary>The processes of a group and of the groups in it: ended or halted together, without asking them.</summary>
internal static class CgroupProcesses
{
    private const int Rounds = 200;

    public static void Kill(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        if (File.Exists($"{folder}/cgroup.kill"))
        {
            Tell($"{folder}/cgroup.kill", "1");
            return;
        }
        // An older kernel: halted, none of them can start another while the rest is ended.
        for (var round = 0; round < Rounds && Of(folder) is { Count: > 0 } found; round++)
        {
            KillHalted(folder, found);
        }
    }

    private static void KillHalted(string folder, List<int> found)
    {
        Halt(folder, halted: true);
        try
        {
            foreach (var process in found.Union(Of(folder)))
                _ = Native.Kill(process, Native.SigKill);
        }
        finally
        {
            // What stays halted takes no signal, and would never end.
            Halt(folder, halted: false);
        }
    }

    /// <summary>Halts every process of the group, or lets them go on. False where the kernel cannot.</summary>
    public static bool Halt(string folder, bool halted)
    {
        if (File.Exists($"{folder}/cgroup.freeze"))
            Tell($"{folder}/cgroup.freeze", halted ? "1" : "0");
        else if (File.Exists($"{folder}/freezer.state"))
            Tell($"{folder}/freezer.state", halted ? "FROZEN" : "THAWED");
        else
            return false;
        return true;
    }

    public static List<int> Of(string folder)
    {
        try
        {
            var own = File.ReadAllLines($"{folder}/cgroup.procs")
                .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
                // 0 is one that we cannot see; to kill, it would mean ourselves.
                .Where(process => process > 0);
            return [.. own, .. Directory.GetDirectories(folder).SelectMany(Of)];
        }
        catch (IOException)
        {
            // It has been taken away, which is done with empty ones only.
            return [];
        }
    }

    /// <summary>Whether the kernel counts no more threads than live: a dead process counts until somebody has taken note of its end.</summary>
    public static bool CountsTheLivingOnly(string folder)
    {
        try
        {
            var count = $"{folder}/pids.current";
            return !File.Exists(count)
                || int.Parse(File.ReadAllText(count), CultureInfo.InvariantCulture) <= Threads(folder);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static int Threads(string folder) =>
        Lines(File.Exists($"{folder}/tasks") ? $"{folder}/tasks" : $"{folder}/cgroup.threads")
        + Directory.GetDirectories(folder).Sum(Threads);

    private static int Lines(string file) => File.ReadAllLines(file).Length;

    /// <summary>Writes a word to a group, unless that has been taken away meanwhile.</summary>
    private static void Tell(string file, string word)
    {
        try
        {
            File.WriteAllText(file, word);
        }
        catch (IOException) when (!File.Exists(file)) { }
    }
}
