using Microsoft.Extensions.Logging;
using Polpo.Core.Environments;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Lending;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions;

/// <summary>What a session holds on this machine: its checkout and its sandbox.</summary>
internal sealed class SessionHosts(
    IGit git,
    ISandboxes sandboxes,
    IEnvironments environments,
    VaultSecrets vault,
    CheckpointOptions checkpoints,
    WarmSandboxes warm,
    TimeProvider time,
    ILogger<SessionHosts> logger
)
{
    /// <summary>What the session is lent, for as long as its turn runs. Without a network there is nobody to lend to.</summary>
    public async Task<LentSecrets> SecretsOfAsync(Session session, CancellationToken cancellationToken) =>
        new(
            session.Network.AllowedHosts.Count == 0
                ? []
                : await vault.ForAsync(session.Workspace, session.Agent, cancellationToken),
            token => vault.EntriesAsync(session.Workspace, session.Agent, token)
        );

    /// <summary>To tell which secrets left after the last turn. Where the vault does not open any more, the log has the variables alone.</summary>
    public async Task<Redaction> NamesOfAsync(Session session, EgressRead read, CancellationToken cancellationToken)
    {
        if (read.Totals.All(total => total.Secrets.Count == 0))
            return Redaction.Nothing;
        try
        {
            return new Redaction((await SecretsOfAsync(session, cancellationToken)).Lent);
        }
        catch (RefusedException)
        {
            return Redaction.Nothing;
        }
    }

    public SessionFiles FilesOf(Session session, LentSecrets secrets, TurnRecorder recorder) =>
        new(
            session,
            git,
            sandboxes,
            environments,
            secrets,
            time,
            (ready, kind) => recorder.SandboxAsync(kind, ready, CancellationToken.None),
            spec => Expect(session, spec)
        );

    /// <summary>One that shares another's checkout, or only looks, is not like the next.</summary>
    private void Expect(Session session, SandboxSpec spec)
    {
        if (session.WorktreeId == session.Id && !session.ReadOnly)
            warm.Expect(session.Workspace, session.Environment, new CommitId(session.Base), spec);
    }

    /// <summary>Finds or starts the runner while the model thinks, so that the first tool need not wait for it. No sandbox is opened.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await sandboxes.SystemAsync(null, cancellationToken);
        }
        catch (Exception e) when (e is RefusedException or OperationCanceledException)
        {
            // A tool that needs a sandbox says it, and a turn without one does not care.
        }
    }

    public SessionEgress EgressOf(Session session, TurnRecorder recorder) => new(session, sandboxes, recorder);

    public RunningCheckpoints CheckpointsOf(Session session, SessionFiles files, TurnRecorder recorder) =>
        new(session, files, git, recorder, checkpoints, time, logger);

    /// <summary>Records what the turn changed; null when it used no tool. A turn that went on after a restart may have used its tools before.</summary>
    public async Task<CommitId?> CheckpointAsync(
        Session session,
        Id<Turn> turn,
        SessionFiles files,
        Conversation conversation,
        CancellationToken cancellationToken
    )
    {
        if (session.ReadOnly || conversation.ToolResults == 0)
            return null;
        var worktree = await files.WorktreeAsync(cancellationToken);
        var info = new CommitInfo(
            session.Agent,
            session.RequesterName,
            session.Title,
            $"Polpo-Session: {session.Id}\nPolpo-Turn: {turn}"
        );
        return await git.CheckpointAsync(worktree, session.HeadCommit, info, cancellationToken);
    }

    /// <summary>Ends the session's processes and removes its checkout. A session that shares another's leaves both to that one.</summary>
    /// <param name="settle">Takes down what has left the sandbox until its end, before that is forgotten.</param>
    public async Task ClearAsync(Session session, Func<EgressRead, Task> settle, CancellationToken cancellationToken)
    {
        if (session.WorktreeId != session.Id)
            return;
        if (session.Network.AllowedHosts.Count > 0)
        {
            await sandboxes.EndAsync(session.WorktreeId, cancellationToken);
            await settle(await sandboxes.ReadEgressAsync(session.WorktreeId, session.EgressOffset, cancellationToken));
        }
        await sandboxes.CloseAsync(session.WorktreeId, cancellationToken);
        await git.RemoveAsync(session.Workspace, session.WorktreeId, cancellationToken);
    }
}
