using Microsoft.EntityFrameworkCore;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Git.Sharing;

/// <summary>Where lines stand, for many servers.</summary>
internal sealed class SharedLines(IDatabase database)
{
    public async Task<CommitId?> TipAsync(Id<Workspace> workspace, string line, CancellationToken cancellationToken) =>
        await database.ReadAsync(db => FindAsync(db, workspace, line, cancellationToken), cancellationToken)
            is { } found
            ? new CommitId(found.Tip)
            : null;

    /// <summary>Moves a line in the transaction that asks whether the run still has its subject.</summary>
    /// <returns>False: it stands elsewhere meanwhile.</returns>
    /// <exception cref="OwnershipLostException">The run has lost its subject: what it brings is not of the work any more.</exception>
    public async Task<bool> MoveAsync(
        Owned owner,
        Id<Workspace> workspace,
        string line,
        CommitId? from,
        CommitId to,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await database.WriteAsync(
                owner,
                async work =>
                {
                    var found = await FindAsync(work.Db, workspace, line, cancellationToken);
                    if (found?.Tip != from?.Hash)
                        return false;
                    if (found is null)
                        work.Db.Add(
                            new GitLine
                            {
                                Workspace = workspace,
                                Line = line,
                                Tip = to.Hash,
                            }
                        );
                    else
                        found.Tip = to.Hash;
                    return true;
                },
                cancellationToken
            );
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict)
        {
            // Another server has just moved it.
            return false;
        }
    }

    /// <summary>Asks whether the run still has its subject, before it does what no transaction can take back.</summary>
    /// <exception cref="OwnershipLostException">It has not.</exception>
    public Task HoldAsync(Owned owner, CancellationToken cancellationToken) =>
        database.WriteAsync(owner, _ => Task.CompletedTask, cancellationToken);

    private static Task<GitLine?> FindAsync(
        PolpoDb db,
        Id<Workspace> workspace,
        string line,
        CancellationToken cancellationToken
    ) =>
        db.Set<GitLine>()
            .SingleOrDefaultAsync(row => row.Workspace == workspace && row.Line == line, cancellationToken);
}
