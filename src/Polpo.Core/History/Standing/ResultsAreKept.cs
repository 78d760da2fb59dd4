using Microsoft.EntityFrameworkCore;
using Polpo.Core.Git;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.History.Standing;

internal sealed class ResultsAreKept(IDatabase database, IGit git, TimeProvider time)
    : StandingRule("kept", "The commit of every result of the last seven days is still there.")
{
    private static readonly TimeSpan Restorable = TimeSpan.FromDays(7);

    protected override async Task<IReadOnlyList<Breach>> FindAsync(
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    )
    {
        var since = time.GetUtcNow() - Restorable;
        var done = await database.ReadAsync(
            db =>
                db.Set<AgentTask>()
                    .Where(row => row.Workspace == workspace && row.Status == TaskStatus.Done && row.UpdatedAt > since)
                    .Select(row => new { row.Id, row.Head })
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        var gone = new List<Breach>();
        foreach (var task in done)
            if (task.Head is { } head && !await IsThereAsync(workspace, new CommitId(head), cancellationToken))
                gone.Add(new Breach(0, task.Id, $"It is done, and its commit {head} is gone."));
        return gone;
    }

    private async Task<bool> IsThereAsync(Id<Workspace> workspace, CommitId commit, CancellationToken cancellationToken)
    {
        try
        {
            await git.TreeAsync(workspace, commit, cancellationToken);
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }
}
