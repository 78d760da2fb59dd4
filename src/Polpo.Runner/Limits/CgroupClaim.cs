using System.Diagnostics;

namespace Polpo.Runner.Limits;

/// <summary>Takes a folder of its own in a hierarchy, and knows that it may be used because a process has been put into it.</summary>
internal static class CgroupClaim
{
    private const string Wanted = "+memory +cpu +pids";
    private static readonly TimeSpan _abandoned = TimeSpan.FromHours(1);

    public static bool IsHierarchy(string folder) => File.Exists($"{folder}/cgroup.procs");

    /// <summary>A folder in a hierarchy of version 1, or in a version 2 tree without controllers. Null when it is not ours to use.</summary>
    public static string? Old(string hierarchy, string name) =>
        IsHierarchy(hierarchy) ? Try(() => Joinable(Directory.CreateDirectory($"{hierarchy}/{name}").FullName)) : null;

    /// <summary>A folder in a version 2 tree, with the controllers where they may be had.</summary>
    public static string? New(string root, string name)
    {
        var ours = Try(() => Joinable(Directory.CreateDirectory($"{root}/{name}").FullName));
        if (ours is not null)
            Try(() =>
            {
                File.WriteAllText($"{root}/cgroup.subtree_control", Wanted);
                Pass(ours);
                return ours;
            });
        return ours;
    }

    /// <summary>Hands the controllers down to the sandboxes' groups.</summary>
    public static void Pass(string ours)
    {
        Directory.CreateDirectory(ours);
        foreach (var folder in new[] { Path.GetDirectoryName(ours)!, ours })
            File.WriteAllText($"{folder}/cgroup.subtree_control", Wanted);
    }

    /// <summary>
    /// Lets the runs of a sandbox have memory groups of their own, so that one which ran out of it dies as a whole and alone. A group
    /// whose groups have controllers may hold no process itself: the sandbox's first is put into the folder that is answered.
    /// </summary>
    public static string? First(string sandbox) =>
        Try(() =>
        {
            File.WriteAllText($"{sandbox}/cgroup.subtree_control", "+memory");
            return Directory.CreateDirectory($"{sandbox}/first").FullName;
        });

    /// <summary>Groups of other data folders whose runner was killed and never came again, with whatever still runs in them.</summary>
    public static async Task RemoveAbandonedAsync(string ours, TimeProvider time)
    {
        foreach (var other in Directory.GetDirectories(Path.GetDirectoryName(ours)!))
        {
            if (other == ours)
                continue;
            using var mark = FolderMark.Take(other);
            if (mark is null)
                continue;
            // One that is empty is nobody's, or is made again by whoever was just about to use it.
            Cgroup.RemoveTree(other);
            if (IsOld(other, time.GetUtcNow()))
                await RemoveAsync(other, time);
        }
    }

    /// <summary>Ends what runs in a group, and takes it away.</summary>
    public static async Task RemoveAsync(string folder, TimeProvider time)
    {
        using var group = new Cgroup([folder], folder, new LimitMeter([]));
        group.Kill();
        await group.RemoveAsync(time);
    }

    /// <summary>One that is being made has no mark yet. The kernel counts from when somebody first looked: it is never younger than that.</summary>
    private static bool IsOld(string folder, DateTimeOffset now)
    {
        try
        {
            return Directory.Exists(folder) && now.UtcDateTime - Directory.GetLastWriteTimeUtc(folder) > _abandoned;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether a process can be put into it: writing the folder is not enough where the tree above it belongs to another.</summary>
    private static string? Joinable(string folder)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var word in new[] { "-c", "echo 0 > \"$1\"", "sh", $"{folder}/cgroup.procs" })
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode == 0)
            return folder;
        Cgroup.RemoveFolder(folder);
        return null;
    }

    private static string? Try(Func<string?> claim)
    {
        try
        {
            return claim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not ours to write: no limits here, which the doctor tells.
            return null;
        }
    }
}
