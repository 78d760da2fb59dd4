using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Core.Environments;
using Polpo.Core.Git;
using Polpo.Core.Git.Worktrees.Spares;
using Polpo.Core.Sandboxes;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions;

/// <summary>
/// Keeps a sandbox open on a workspace's spare checkout, ordered like the last session's, so that the next session's first command
/// need not wait for one. It goes to one session or to none, and is closed when a while passes without.
/// </summary>
internal sealed partial class WarmSandboxes(
    SpareShelf spares,
    ISandboxes sandboxes,
    IEnvironments environments,
    TimeProvider time,
    ILogger<WarmSandboxes> log
) : BackgroundService
{
    private const int Most = 4;

    /// <summary>Without a session for so long, none is kept.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Between taking the checkout and opening the sandbox a session may wait for its environment.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<Id<Workspace>, Expected> _expected = [];
    private readonly Dictionary<string, Standing> _open = new(StringComparer.Ordinal);
    private ITimer? _expiry;

    /// <summary>The next session of the workspace will probably order its sandbox like this one.</summary>
    public void Expect(Id<Workspace> workspace, EnvironmentSpec environment, CommitId trusted, SandboxSpec spec)
    {
        lock (_gate)
        {
            // What a session may reach and is lent is its own; nothing of it is kept for another.
            _expected.Remove(workspace);
            if (spec.Network.AllowedHosts is { Count: > 0 } || spec.Secrets.Count > 0)
                return;
            _expected[workspace] = new Expected(
                spec with
                {
                    Spare = null,
                    Layer = null,
                },
                environment,
                trusted,
                time.GetTimestamp()
            );
            (
                _expiry ??= time.CreateTimer(_ => TellAll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
            ).Change(Patience, Timeout.InfiniteTimeSpan);
        }
        spares.Tell(workspace);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_expiry is not null)
            await _expiry.DisposeAsync();
        foreach (var id in _open.Keys.ToList())
            await TryAsync(() => CloseAsync(id));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var workspace in spares.NewsAsync(stoppingToken))
            await TryAsync(() => KeepAsync(workspace, stoppingToken));
    }

    /// <summary>Closes those whose spare has been taken or that nobody wanted, and opens the one that is missing.</summary>
    public async Task KeepAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        var ready = spares.Ready;
        Forget();
        foreach (var (id, standing) in _open.ToList())
            if (Wanted(standing.Spare.Workspace) is null || IsOver(standing, ready.Contains(standing.Spare)))
                await CloseAsync(id);
        if (Wanted(workspace) is not { } wanted)
            return;
        if (
            _open.Values.Count(one => one.TakenAt is null) >= Most
            || _open.Values.Any(one => one.Spare.Workspace == workspace && one.TakenAt is null)
        )
            return;
        if (ready.FirstOrDefault(spare => spare.Workspace == workspace) is { } chosen)
            await OpenAsync(chosen, wanted, cancellationToken);
    }

    private async Task OpenAsync(Spare spare, Expected wanted, CancellationToken cancellationToken)
    {
        var (id, tree) = (SandboxSpec.SpareId(spare.Name), Spare.TreeIn(spare.Folder));
        var checkout = new Worktree(id, spare.Workspace, tree, spare.Folder, wanted.Spec.Mirror ?? "", spare.Commit);
        var layer = await environments.PrepareAsync(
            spare.Workspace,
            checkout,
            wanted.Base,
            wanted.Environment,
            null,
            cancellationToken
        );
        _open[id] = new Standing(spare);
        await sandboxes.OpenAsync(
            wanted.Spec with
            {
                Id = id,
                Worktree = tree,
                Layer = layer,
                Ahead = true,
            },
            cancellationToken
        );
    }

    /// <summary>Taken a while ago: its session has it, or did without.</summary>
    private bool IsOver(Standing standing, bool ready)
    {
        if (ready)
            return false;
        standing.TakenAt ??= time.GetTimestamp();
        return time.GetElapsedTime(standing.TakenAt.Value) > _grace;
    }

    private void TellAll()
    {
        lock (_gate)
            foreach (var workspace in _expected.Keys)
                spares.Tell(workspace);
    }

    private async Task CloseAsync(string id)
    {
        _open.Remove(id);
        await sandboxes.CloseAsync(id, CancellationToken.None);
    }

    private Expected? Wanted(Id<Workspace> workspace)
    {
        lock (_gate)
            return _expected.GetValueOrDefault(workspace);
    }

    private void Forget()
    {
        lock (_gate)
            foreach (var (workspace, expected) in _expected.ToList())
                if (time.GetElapsedTime(expected.At) >= Patience)
                    _expected.Remove(workspace);
    }

    /// <summary>What goes wrong here costs the next session some time, and nothing else; it is logged.</summary>
    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception error) when (error is RefusedException or IOException or UnauthorizedAccessException)
        {
            LogFailed(log, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No sandbox could be made ready ahead of time: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    private sealed class Standing(Spare spare)
    {
        public Spare Spare => spare;

        public long? TakenAt { get; set; }
    }

    private sealed record Expected(SandboxSpec Spec, EnvironmentSpec Environment, CommitId Base, long At);
}
