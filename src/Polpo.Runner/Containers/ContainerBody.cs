using System.Globalization;
using Polpo.Runner.Bubblewrap;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Containers;

/// <summary>The container of one sandbox: the image read-only, the same folders as every rung has, no network, no right.</summary>
internal sealed record ContainerBody(SandboxOrder Order, string Folder, uint User)
{
    /// <summary>The label that tells whose containers are whose.</summary>
    public const string HomeLabel = "polpo.home";

    /// <summary>Process 1: no signal from inside reaches it, it takes in orphans, and it ends with the pipe that the runner holds.</summary>
    private const string Resident =
        """for s in HUP INT QUIT ILL TRAP ABRT BUS FPE USR1 SEGV USR2 PIPE ALRM TERM TSTP TTIN TTOU XCPU XFSZ VTALRM PROF IO SYS; do trap '' $s; done; echo ready; while read -r _; do :; done""";

    public string Home { get; } = Order.Home ?? Path.Combine(Folder, "home");

    /// <param name="mark">A word of the first process's command line, by which it is known again among this machine's.</param>
    public ContainerPlan Plan(string image, string home, string mark) =>
        new()
        {
            Image = image,
            User = string.Create(CultureInfo.InvariantCulture, $"{User}:{User}"),
            Entrypoint = ["/bin/bash", "--norc", "-c", Resident, mark],
            Labels = new Dictionary<string, string> { [HomeLabel] = home, ["polpo.sandbox"] = Order.Id },
            HostConfig = new HostPlan
            {
                Mounts = [.. Mounts()],
                Tmpfs = new Dictionary<string, string> { ["/tmp"] = "rw,exec,nosuid,nodev,mode=1777,size=1g" },
                Memory = Order.MemoryBytes,
                MemorySwap = Order.MemoryBytes,
                NanoCpus = (long)(Order.Cpus * 1_000_000_000),
                PidsLimit = Order.Processes,
            },
        };

    private IEnumerable<MountPlan> Mounts()
    {
        yield return new MountPlan(Order.Worktree, Within.Worktree, ReadOnly: Order.WritablePaths.Count > 0);
        yield return new MountPlan(Home, Within.Home);
        if (Order.Mirror is { } mirror)
            yield return new MountPlan(mirror, mirror, ReadOnly: true);
        // Else an engine copies the host's names into it.
        foreach (var name in EtcFolder.In(Path.Combine(Folder, "etc")))
            yield return new MountPlan(Path.Combine(Folder, "etc", name), $"/etc/{name}", ReadOnly: true);
        foreach (var path in CustomAuthorities.Files)
            yield return new MountPlan(path, path, ReadOnly: true);
    }
}
