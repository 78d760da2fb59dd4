using Polpo.Core.Vault;

namespace Polpo.Core.Sandboxes;

/// <summary>What a sandbox may see, write and reach. Paths are the host's.</summary>
public sealed record SandboxSpec
{
    /// <summary>The session, environment or check that it is for; opening the same id again answers the same sandbox.</summary>
    public required string Id { get; init; }

    /// <summary>The workspace: its sandboxes share one unprivileged uid.</summary>
    public required string Workspace { get; init; }

    /// <summary>One of the images that the installation offers; null: its own choice.</summary>
    public string? Image { get; init; }

    /// <summary>The checkout, seen inside as <see cref="Inside.Worktree"/> and writable.</summary>
    public required string Worktree { get; init; }

    /// <summary>A sandbox that may stand open on this worktree ahead of time. It is used when it was ordered the same, and closed when not.</summary>
    public string? Spare { get; init; }

    /// <summary>Opened for whoever comes: unless it has become somebody's by then, it ends with the server that ordered it.</summary>
    public bool Ahead { get; init; }

    /// <summary>The id of the sandbox that may stand open on a spare checkout of this name.</summary>
    public static string SpareId(string spare) => $"spare-{spare}";

    /// <summary>The bare mirror, seen read-only at the same path inside, so that git works in the worktree.</summary>
    public string? Mirror { get; init; }

    /// <summary>The sealed environment layer, if there is one.</summary>
    public EnvironmentLayer? Layer { get; init; }

    /// <summary>A directory that is the home folder as it is, and written to; null: a new one that goes with the sandbox.</summary>
    public string? Home { get; init; }

    /// <summary>Directories below the worktree that may be written; empty: all of it.</summary>
    public IReadOnlyList<string> WritablePaths { get; init; } = [];

    /// <summary>What may be reached through the proxy.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Off;

    /// <summary>Secrets of which the sandbox gets stand-ins, as environment variables. Only where there is a network to use them in.</summary>
    public IReadOnlyList<LentSecret> Secrets { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public SandboxLimits Limits { get; init; } = SandboxLimits.None;
}

/// <summary>Where things are inside every sandbox.</summary>
public static class Inside
{
    public const string Worktree = "/workspace";
    public const string Home = "/home/agent";
}

/// <summary>What a setup wrote, sealed: <paramref name="WorktreePaths"/> are relative paths such as <c>node_modules</c>, laid over the worktree copy-on-write; the home folder likewise.</summary>
public sealed record EnvironmentLayer(string Key, string Folder, IReadOnlyList<string> WorktreePaths);

/// <summary>How a command ended. <paramref name="ExitCode"/> is 124 when it was stopped at its time limit, 128 + n when signal n ended it.</summary>
public sealed record ExecResult(
    int ExitCode,
    string Output,
    long OutputBytes,
    string OutputHash,
    TimeSpan Duration,
    bool TimedOut
)
{
    /// <summary>Which limits of the sandbox it ran against and how they are raised, in sentences; empty when none.</summary>
    public string LimitsHit { get; init; } = "";
}

/// <summary>
/// The port to the sandbox ladder. A sandbox outlives this process: it is held by the runner, and a command that was running when the
/// server died is found again by its id, run once.
/// </summary>
public interface ISandboxes
{
    /// <summary>What this machine can do, for <c>polpo doctor</c> and receipts: <c>bubblewrap</c>, <c>container</c>, <c>none</c>.</summary>
    Task<SandboxReport> InspectAsync(CancellationToken cancellationToken);

    /// <summary>What commands run on: the rung, and its image where it has one. What was built on one is not for another.</summary>
    /// <param name="image">As in <see cref="SandboxSpec.Image"/>.</param>
    /// <exception cref="Engine.Kernel.RefusedException">There is no image of that name.</exception>
    Task<string> SystemAsync(string? image, CancellationToken cancellationToken);

    /// <exception cref="Engine.Kernel.RefusedException">No sandbox is available on this machine.</exception>
    Task<ISandbox> OpenAsync(SandboxSpec spec, CancellationToken cancellationToken);

    /// <summary>Ends the sandbox of this id and every process in it, and forgets what left it; nothing when there is none.</summary>
    Task CloseAsync(string id, CancellationToken cancellationToken);

    /// <summary>The ids of the sandboxes that are open on this machine.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Ends every sandbox of this machine: it may not act any more.</summary>
    async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await ListAsync(cancellationToken))
            await CloseAsync(id, cancellationToken);
    }

    /// <summary>Ends the sandbox as <see cref="CloseAsync"/> does, but what left it can still be read.</summary>
    Task EndAsync(string id, CancellationToken cancellationToken);

    /// <summary>What left the sandbox and what was refused since an earlier reading, also when it has ended.</summary>
    Task<EgressRead> ReadEgressAsync(string id, long offset, CancellationToken cancellationToken);
}

/// <param name="Kind">The rung of the ladder: <c>bubblewrap</c>, <c>container</c> or <c>none</c>; <c>unavailable</c> when none works.</param>
public sealed record SandboxReport(string Kind, IReadOnlyList<SandboxCheck> Checks);

/// <param name="Ok">False when something that Polpo counts on is missing.</param>
/// <param name="Remedy">What to do when it is not there; empty otherwise.</param>
public sealed record SandboxCheck(string Name, bool Ok, string Detail, string Remedy)
{
    /// <summary>What its absence costs; empty when there is nothing to mend.</summary>
    public string Cost { get; init; } = "";
}

public interface ISandbox
{
    string Id { get; }

    string Kind { get; }

    /// <summary>
    /// Runs a shell command. The same <paramref name="execId"/> again waits for, or answers, the same run.
    /// <paramref name="onOutput"/> sees output as it comes; the result keeps its last <paramref name="keep"/> bytes.
    /// </summary>
    Task<ExecResult> ExecAsync(
        string execId,
        string command,
        TimeSpan timeLimit,
        int keep,
        Action<string>? onOutput,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the runner knows a run of this id (finished or not).</summary>
    Task<bool> KnowsAsync(string execId, CancellationToken cancellationToken);

    Task CloseAsync(CancellationToken cancellationToken);
}
