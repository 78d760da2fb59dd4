using System.Globalization;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Limits;

/// <summary>The control group of one sandbox: a folder in each hierarchy.</summary>
internal sealed class Cgroup(IReadOnlyList<string> folders, string? unified)
{
    private const int Attempts = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);
    private int _runs;

    /// <summary>A shell's words that put itself in the groups of the given files, and then become what follows <c>--</c>. Never without the limits.</summary>
    public const string Join =
        """ulimit -c 0; while [ "$1" != -- ]; do echo 0 > "$1" || exit 125; shift; done; shift; exec "$@" """;

    /// <summary>The command line before which a process of the sandbox is started, so that it begins in these groups.</summary>
    public IReadOnlyList<string> Enter(string? run) =>
        [
            "/bin/sh",
            "-c",
            Join,
            "sh",
            .. folders.Select(folder => $"{(folder == unified && run is not null ? run : folder)}/cgroup.procs"),
            "--",
        ];

    /// <summary>A group for one run, so that all of it can be ended at once, however it has hidden itself; null where there are none.</summary>
    public string? NewRun()
    {
        if (unified is null)
            return null;
        return Directory.CreateDirectory($"{unified}/run{Interlocked.Increment(ref _runs)}").FullName;
    }

    public void Kill()
    {
        foreach (var folder in folders.Where(Directory.Exists))
            KillFolder(folder);
    }

    public static void KillFolder(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        if (File.Exists($"{folder}/cgroup.kill"))
        {
            File.WriteAllText($"{folder}/cgroup.kill", "1");
            return;
        }
        foreach (var pid in File.ReadAllLines($"{folder}/cgroup.procs"))
            if (int.TryParse(pid, CultureInfo.InvariantCulture, out var number))
                _ = Native.Kill(number, Native.SigKill);
    }

    /// <summary>Removes the folders. The kernel counts a process out a little later than its parent hears of its end.</summary>
    public async Task RemoveAsync(TimeProvider time)
    {
        for (var attempt = 0; attempt < Attempts && !TryRemove(); attempt++)
            await Task.Delay(_pause, time);
    }

    private bool TryRemove()
    {
        foreach (var folder in folders.Where(Directory.Exists))
        {
            foreach (var run in Directory.GetDirectories(folder))
                RemoveFolder(run);
            RemoveFolder(folder);
        }
        return !folders.Any(Directory.Exists);
    }

    /// <summary>Removes one that is empty. One that still holds a process stays, for the next sweep.</summary>
    public static void RemoveFolder(string folder)
    {
        try
        {
            // Not recursive: the files in it are the kernel's.
            if (Directory.Exists(folder))
                Directory.Delete(folder);
        }
        catch (IOException) { }
    }
}
