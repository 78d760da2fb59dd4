using System.Text;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Git;
using Polpo.Core.Identity;
using Polpo.Core.Vault;
using Polpo.Core.Workspaces;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Sessions;

/// <summary>What one may see of sessions. What the caller may not see does not exist.</summary>
public sealed class SessionQueries(
    IDatabase database,
    WorkspaceQueries workspaces,
    IJournal journal,
    IBlobs blobs,
    IBlobStock stock,
    BlobReferences references,
    IGit git,
    VaultSecrets vault
)
{
    private const int DiffLimit = 2 * 1024 * 1024;

    /// <summary>Newest first, below the session <paramref name="after"/> when given.</summary>
    public async Task<IReadOnlyList<Session>> ListAsync(
        Id<Workspace> workspace,
        string? driver,
        Id<Session>? after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await workspaces.GetAsync(workspace, caller, cancellationToken);
        return await database.ReadAsync(
            db =>
            {
                var rows = db.Set<Session>().Where(row => row.Workspace == workspace);
                if (driver is not null)
                    rows = rows.Where(row => row.DriverId == driver);
                return rows.PageAsync(after, take, cancellationToken);
            },
            cancellationToken
        );
    }

    public async Task<Session> GetAsync(Id<Session> id, Caller caller, CancellationToken cancellationToken)
    {
        var session = await database.ReadAsync(
            db => db.Set<Session>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        if (session is null || !await workspaces.CanSeeAsync(session.Workspace, caller, cancellationToken))
            throw new RefusedException(
                Refusal.NotFound,
                $"There is no session {id}. `polpo session list` shows those that there are."
            );
        return session;
    }

    /// <summary>The session's facts above number <paramref name="after"/>, in order.</summary>
    public async Task<IReadOnlyList<Fact>> EventsAsync(
        Id<Session> id,
        long after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var session = await GetAsync(id, caller, cancellationToken);
        return await journal.ReadAsync(session.Workspace, after, take, id, cancellationToken);
    }

    /// <summary>What the session has changed since its base, as far as it is checkpointed.</summary>
    public async Task<(Session Session, string Diff, bool Truncated)> DiffAsync(
        Id<Session> id,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var session = await GetAsync(id, caller, cancellationToken);
        if (session.Base == session.Head)
            return (session, "", false);
        var diff = await git.DiffAsync(
            session.Workspace,
            new CommitId(session.Base),
            session.HeadCommit,
            DiffLimit,
            cancellationToken
        );
        diff = new Redaction(await vault.ForAsync(session.Workspace, session.Agent, cancellationToken)).Clean(diff);
        return (session, diff, Encoding.UTF8.GetByteCount(diff) >= DiffLimit);
    }

    /// <summary>A stored text that a fact of the workspace names.</summary>
    public async Task<string> BlobAsync(
        Id<Workspace> workspace,
        string hash,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await workspaces.GetAsync(workspace, caller, cancellationToken);
        var content = await blobs.ReadAsync(hash, cancellationToken);
        if (!await references.AnyAsync(workspace.Text, hash, cancellationToken))
            throw new RefusedException(Refusal.NotFound, $"Nothing in this workspace names a stored text {hash}.");
        return content is null
            ? throw await stock.GoneAsync(hash, cancellationToken)
            : Encoding.UTF8.GetString(content);
    }
}
