namespace Polpo.Runner.Limits;

/// <summary>The control group of one sandbox: a folder in each hierarchy.</summary>
/// <param name="holding">The one of the folders in which each run has a group of its own.</param>
/// <param name="first">The group in that one of what is no run; null: that folder itself.</param>
internal sealed class Cgroup(IReadOnlyList<string> folders, string? holding, LimitMeter meter, string? first = null)
    : IDisposable
{
    private const string Run = "run";
    private const int Attempts = 100;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(2);
    private int _runs;

    /// <summary>A shell's words that put itself in the groups of the given files, and then become what follows <c>--</c>. Never without the limits.</summary>
    public const string Join =
        """ulimit -c 0; while [ "$1" != -- ]; do echo 0 > "$1" || exit 125; shift; done; shift; exec "$@" """;

    public LimitMeter Meter => meter;

    /// <summary>Whether it knows its processes; false where there are no groups.</summary>
    public bool Holds => holding is not null;

    public IEnumerable<int> Processes => holding is null ? [] : CgroupProcesses.Of(holding);

    /// <summary>The command line before which a process of the sandbox is started, so that it begins in these groups.</summary>
    public IReadOnlyList<string> Enter(string? run) => ["/bin/sh", "-c", Join, "sh", .. Files(run), "--"];

    /// <summary>The files that a process writes itself into to be in these groups.</summary>
    public IEnumerable<string> Files(string? run) =>
        folders.Select(folder => $"{(folder == holding ? run ?? first ?? folder : folder)}/cgroup.procs");

    /// <summary>A group for one run, so that all of it can be ended at once, however it has hidden itself; null where there are none.</summary>
    public string? NewRun()
    {
        if (holding is null)
            return null;
        var made = Directory.CreateDirectory($"{holding}/{Run}{Interlocked.Increment(ref _runs)}").FullName;
        LimitFiles.DieTogether(made);
        return made;
    }

    public void Kill()
    {
        foreach (var folder in folders)
            CgroupProcesses.Kill(folder);
    }

    /// <summary>Ends every run and what it left in the background; false where runs have no groups.</summary>
    public bool KillRuns()
    {
        if (holding is null || !Directory.Exists(holding))
            return false;
        foreach (var run in Directory.GetDirectories(holding, $"{Run}*"))
            CgroupProcesses.Kill(run);
        return true;
    }

    /// <summary>Waits until nothing of a run that was ended is left, and nothing dead counts against the limits. Blocks its thread, two seconds at most.</summary>
    public void Settle(string? run) => SpinWait.SpinUntil(() => HasSettled(run), _settling);

    private bool HasSettled(string? run) =>
        (run is null || CgroupProcesses.Of(run).Count == 0) && folders.All(CgroupProcesses.CountsTheLivingOnly);

    /// <summary>Removes the folders. The kernel counts a process out a little later than its parent hears of its end.</summary>
    public async Task RemoveAsync(TimeProvider time)
    {
        for (var attempt = 0; attempt < Attempts && !TryRemove(); attempt++)
            await Task.Delay(_pause, time);
    }

    public void Dispose() => meter.Dispose();

    private bool TryRemove()
    {
        foreach (var folder in folders)
            RemoveTree(folder);
        return !folders.Any(Directory.Exists);
    }

    /// <summary>Removes what is empty of a group and of those in it.</summary>
    public static void RemoveTree(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var inner in Directory.GetDirectories(folder))
            RemoveTree(inner);
        RemoveFolder(folder);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }
}
