using Microsoft.EntityFrameworkCore;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Git.Sharing;

/// <summary>Which commits there are packs of, and where a workspace's clone is said to be.</summary>
internal sealed class PackIndex(IDatabase database)
{
    /// <summary>On how many others the pack of a base may build.</summary>
    private const int Newest = 20;

    public Task<CommitPack?> FindAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db =>
                db.Set<CommitPack>()
                    .SingleOrDefaultAsync(
                        row => row.Workspace == workspace && row.CommitHash == commit.Hash,
                        cancellationToken
                    ),
            cancellationToken
        );

    public async Task<IReadOnlyList<CommitId>> NewestAsync(Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        var hashes = await database.ReadAsync(
            db =>
                db.Set<CommitPack>()
                    .Where(row => row.Workspace == workspace)
                    .OrderByDescending(row => row.MadeAt)
                    .Select(row => row.CommitHash)
                    .Take(Newest)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        return [.. hashes.Select(hash => new CommitId(hash))];
    }

    public Task<string?> CloneOfAsync(Id<Workspace> workspace, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db =>
                db.Set<Workspace>()
                    .Where(row => row.Id == workspace)
                    .Select(row => row.RepositoryPath)
                    .SingleOrDefaultAsync(cancellationToken),
            cancellationToken
        );

    public async Task AddAsync(
        Id<Workspace> workspace,
        CommitId commit,
        IReadOnlyList<CommitId> needed,
        string blob,
        long bytes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await database.WriteAsync(
                workspace,
                work =>
                {
                    work.Db.Add(
                        new CommitPack
                        {
                            Workspace = workspace,
                            CommitHash = commit.Hash,
                            Needs = string.Join('\n', needed.Select(known => known.Hash)),
                            PackBlob = blob,
                            Bytes = bytes,
                            MadeAt = work.Now,
                        }
                    );
                    return Task.CompletedTask;
                },
                cancellationToken
            );
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict)
        {
            // Another server has just packed the same commit.
        }
    }
}
