using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Approvals;

/// <summary>What waits for people, and what they decided. What the caller may not see does not exist.</summary>
public sealed class ApprovalQueries(IDatabase database, WorkspaceQueries workspaces)
{
    /// <summary>Newest first, older than <paramref name="after"/> when given.</summary>
    public async Task<IReadOnlyList<Approval>> ListAsync(
        Id<Workspace> workspace,
        ApprovalStatus? status,
        Id<Approval>? after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await workspaces.GetAsync(workspace, caller, cancellationToken);
        return await database.ReadAsync(
            db =>
            {
                var rows = db.Set<Approval>().Where(row => row.Workspace == workspace);
                if (status is { } only)
                    rows = rows.Where(row => row.Status == only);
                return rows.PageAsync(after, take, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>The request that is meant: by its own id, or by the id of what waits, such as a task.</summary>
    public async Task<Approval> FindAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            db =>
                Id<Approval>.TryParse(id, out var own)
                    ? db.Set<Approval>().Where(row => row.Id == own).ToListAsync(cancellationToken)
                    : db.Set<Approval>()
                        .Where(row => row.OwnerId == id && row.Status == ApprovalStatus.Pending)
                        .ToListAsync(cancellationToken),
            cancellationToken
        );
        if (found.Count == 0 || !await workspaces.CanSeeAsync(found[0].Workspace, caller, cancellationToken))
            throw new RefusedException(
                Refusal.NotFound,
                $"Nothing waits for an approval under {Shown(id)}. `polpo approvals` lists what waits."
            );
        return found.Count == 1
            ? found[0]
            : throw new RefusedException(
                Refusal.Conflict,
                $"{found.Count} approvals wait under {id}: {string.Join(", ", found.Select(row => row.Id))}. Name one."
            );
    }

    private static string Shown(string id) => id.Length <= 80 ? id : $"{id.AsSpan(0, 79)}…";
}
