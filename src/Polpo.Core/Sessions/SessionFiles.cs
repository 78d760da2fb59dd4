using System.Diagnostics;
using Polpo.Core.Environments;
using Polpo.Core.Environments.Services;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Core.Vault.Lending;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions;

/// <summary>A session's checkout and sandbox, made when first needed, once.</summary>
public sealed class SessionFiles(
    Session session,
    IGit git,
    ISandboxes sandboxes,
    IEnvironments environments,
    LentSecrets secrets,
    TimeProvider time,
    Func<EnvironmentReady, string, Task> onReady,
    Action<SandboxSpec>? onOpened = null
) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Worktree? _worktree;
    private ISandbox? _sandbox;

    /// <summary>What its sandbox and its tools may use.</summary>
    public LentSecrets Secrets => secrets;

    public async Task<Worktree> WorktreeAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await CheckOutAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<ISandbox> SandboxAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _sandbox ??= await OpenAsync(await CheckOutAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Worktree> CheckOutAsync(CancellationToken cancellationToken) =>
        _worktree ??= await git.CheckOutAsync(
            session.Workspace,
            session.WorktreeId,
            session.HeadCommit,
            cancellationToken
        );

    private async Task<ISandbox> OpenAsync(Worktree worktree, CancellationToken cancellationToken)
    {
        var (layer, ready) = await PrepareAsync(worktree, cancellationToken);
        var spec = new SandboxSpec
        {
            Id = session.WorktreeId,
            Workspace = session.Workspace,
            Image = session.Environment.Image,
            Worktree = worktree.Path,
            Spare = worktree.Spare is null ? null : SandboxSpec.SpareId(worktree.Spare),
            Mirror = worktree.MirrorPath,
            Layer = layer,
            WritablePaths = session.AllowedPaths,
            Network = session.Network,
            Limits = session.Limits,
            Variables = session.Environment.Variables,
            Secrets = secrets.Lent,
        };
        var sandbox = await sandboxes.OpenAsync(spec, cancellationToken);
        onOpened?.Invoke(spec);
        await onReady(await ServeAsync(sandbox, ready, cancellationToken), sandbox.Kind);
        return sandbox;
    }

    /// <summary>A service that does not start is told, too, and does not stop the agent either.</summary>
    private async Task<EnvironmentReady> ServeAsync(
        ISandbox sandbox,
        EnvironmentReady ready,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await ServiceStart.RunAsync(sandbox, session.Environment.Services, cancellationToken);
            return ready;
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Invalid)
        {
            return ready with
            {
                Failure = ready.Failure is null ? refused.Message : $"{ready.Failure}\n{refused.Message}",
            };
        }
    }

    /// <summary>A setup that fails is told, and does not stop the agent: it may be what the agent has to repair.</summary>
    private async Task<(EnvironmentLayer? Layer, EnvironmentReady Ready)> PrepareAsync(
        Worktree worktree,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        var built = false;
        try
        {
            var layer = await environments.PrepareAsync(
                session.Workspace,
                worktree,
                new CommitId(session.Base),
                session.Environment,
                _ => built = true,
                cancellationToken
            );
            return (
                layer,
                new EnvironmentReady(
                    layer?.Key,
                    layer is not null && !built,
                    built ? (long)time.GetElapsedTime(started).TotalMilliseconds : 0,
                    null
                )
            );
        }
        catch (RefusedException refused)
        {
            return (
                null,
                new EnvironmentReady(null, false, (long)time.GetElapsedTime(started).TotalMilliseconds, refused.Message)
            );
        }
    }
}
