namespace Polpo.Runner.Sandboxes;

/// <summary>A directory with a root file system, from which sandboxes start in place of this machine's own system.</summary>
internal static class RootFolder
{
    /// <summary>Each sandbox has its own of these, or none.</summary>
    private static readonly string[] _ours =
    [
        "boot",
        "dev",
        "etc",
        "home",
        "lost+found",
        "media",
        "mnt",
        "proc",
        "root",
        "run",
        "sys",
        "tmp",
        Within.Worktree[1..],
    ];

    /// <summary>Of <c>/etc</c>: who and where one is, which is the sandbox's to say.</summary>
    private static readonly string[] _oursOfEtc =
    [
        "hostname",
        "machine-id",
        "mtab",
        "resolv.conf",
        "shadow",
        "gshadow",
    ];

    /// <exception cref="RunnerFault">Nothing could be run in it.</exception>
    public static void Check(string root)
    {
        if (!Path.IsPathFullyQualified(root) || !Path.Exists(Path.Combine(root, "bin", "bash")))
            throw RunnerFault.Unavailable(
                $"{root} is not a root file system: it has no bin/bash. Name another directory in POLPO_SANDBOX_IMAGE or POLPO_SANDBOX_IMAGES."
            );
    }

    /// <summary>What of it a sandbox sees, by its path from the root.</summary>
    /// <param name="taken">Files of <c>/etc</c> that the sandbox has of its own.</param>
    public static IEnumerable<FileSystemInfo> Seen(string root, IEnumerable<string> taken) =>
        [
            .. Below(root, _ours).Where(entry => entry is DirectoryInfo || entry.LinkTarget is not null),
            .. Below(Path.Combine(root, "etc"), [.. _oursOfEtc, .. taken]),
        ];

    /// <summary>Whether a file of the host's can be laid beside what is seen of it: nothing can be made in a folder of the root's own.</summary>
    public static bool Takes(string root, string file)
    {
        if (File.Exists(root + file))
            return true;
        var names = file.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (top, at) = names[0] == "etc" ? (names.Length > 2 ? $"etc/{names[1]}" : null, 1) : (names[0], 0);
        return top is null || (at == 0 && _ours.Contains(top)) || !Path.Exists(Path.Combine(root, top));
    }

    private static IEnumerable<FileSystemInfo> Below(string folder, IReadOnlyList<string> without) =>
        Directory.Exists(folder)
            ? new DirectoryInfo(folder)
                .EnumerateFileSystemInfos()
                .Where(entry => !without.Contains(entry.Name))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            : [];
}
