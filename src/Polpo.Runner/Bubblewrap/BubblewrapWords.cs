using System.Globalization;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Bubblewrap;

/// <summary>The command line of bubblewrap: the host's <c>/usr</c>, or a root file system, read-only as the system, and nothing else of the host but what is named here.</summary>
internal static class BubblewrapWords
{
    /// <summary>Read by TLS, linkers and runtimes; bound one by one where they are there, so that nothing else of <c>/etc</c> comes along.</summary>
    private static readonly string[] _hostFiles =
    [
        "/etc/ssl/certs",
        "/etc/ssl/openssl.cnf",
        "/etc/pki/tls/certs",
        "/etc/pki/ca-trust/extracted",
        "/etc/crypto-policies",
        "/etc/alternatives",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/etc/mime.types",
        "/etc/dotnet",
    ];

    /// <summary>It tells about itself on descriptor 3 and reads its filter from 4.</summary>
    private static readonly string[] _walls =
    [
        "bwrap",
        "--unshare-all",
        "--unshare-user",
        "--uid",
        Within.User.ToString(CultureInfo.InvariantCulture),
        "--gid",
        Within.User.ToString(CultureInfo.InvariantCulture),
        "--disable-userns",
        "--die-with-parent",
        "--new-session",
        "--as-pid-1",
        "--hostname",
        "polpo",
        "--clearenv",
        "--info-fd",
        "3",
        "--seccomp",
        "4",
    ];

    private static readonly string[] _systemFolders = ["bin", "sbin", "lib", "lib32", "lib64"];

    /// <summary>Process 1 of the sandbox: no signal from inside reaches it, it takes in orphans, and it ends with the pipe that the runner holds.</summary>
    private const string Resident =
        """for s in HUP INT QUIT ILL TRAP ABRT BUS FPE USR1 SEGV USR2 PIPE ALRM TERM TSTP TTIN TTOU XCPU XFSZ VTALRM PROF IO SYS; do trap '' $s; done; echo; echo ready; while read -r _; do :; done""";

    public static IEnumerable<string> For(SandboxOrder order, Sources sources) =>
        [
            .. _walls,
            .. sources.Root is { } root ? System(root, sources) : System(),
            .. Files(sources),
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--size",
            (1L << 30).ToString(CultureInfo.InvariantCulture),
            "--tmpfs",
            "/tmp",
            // After /tmp: a data folder may be below it.
            .. Mirror(sources),
            "--bind",
            sources.Home,
            Within.Home,
            .. Work(order, sources),
            "--remount-ro",
            "/",
            "--chdir",
            "/",
            "--",
            "/bin/bash",
            "--norc",
            "-c",
            Resident,
        ];

    private static List<string> System()
    {
        List<string> words = ["--ro-bind", "/usr", "/usr"];
        foreach (var name in _systemFolders)
        {
            var folder = new DirectoryInfo("/" + name);
            if (folder.LinkTarget is not null)
                words.AddRange(["--symlink", "usr/" + name, "/" + name]);
            else if (folder.Exists)
                words.AddRange(["--ro-bind", "/" + name, "/" + name]);
        }
        return words;
    }

    private static IEnumerable<string> System(string root, Sources sources) =>
        RootFolder
            .Seen(root, EtcFolder.In(sources.Etc))
            .SelectMany<FileSystemInfo, string>(entry =>
                entry.LinkTarget is { } target
                    ? ["--symlink", target, entry.FullName[root.Length..]]
                    : ["--ro-bind", entry.FullName, entry.FullName[root.Length..]]
            );

    private static IEnumerable<string> Files(Sources sources)
    {
        foreach (var name in EtcFolder.In(sources.Etc))
        foreach (var word in new[] { "--ro-bind", $"{sources.Etc}/{name}", $"/etc/{name}" })
            yield return word;
        foreach (var path in HostFiles(sources.Root).Where(Path.Exists))
        foreach (var word in new[] { "--ro-bind", path, path })
            yield return word;
    }

    private static IEnumerable<string> HostFiles(string? root) =>
        root is null
            ? _hostFiles.Concat(CustomAuthorities.Files)
            : CustomAuthorities.Files.Where(path => RootFolder.Takes(root, path));

    private static string[] Mirror(Sources sources) =>
        sources.Mirror is null ? [] : ["--ro-bind", sources.Mirror, sources.MirrorInside!];

    private static IEnumerable<string> Work(SandboxOrder order, Sources sources) =>
        [
            order.WritablePaths.Count == 0 ? "--bind" : "--ro-bind",
            sources.Worktree,
            Within.Worktree,
            .. Laid("--bind", sources.Over),
            .. order.WritablePaths.Count == 0 ? Laid("--bind", sources.Pinned) : [],
            .. Laid("--ro-bind", sources.Kept),
        ];

    private static IEnumerable<string> Laid(string how, IEnumerable<Overlaid> over) =>
        over.SelectMany(one => new[] { how, one.Source, $"{Within.Worktree}/{one.Path}" });
}
