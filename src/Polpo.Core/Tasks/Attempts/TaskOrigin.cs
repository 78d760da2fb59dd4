using Microsoft.EntityFrameworkCore;
using Polpo.Core.Git;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Attempts;

/// <summary>Where a task starts from: the user's last commit, or that of the work that it is a part of, with what it depends on.</summary>
internal sealed class TaskOrigin(IDatabase database, IGit git)
{
    /// <summary>Harmless to do again. With conflicts, the commit holds both texts between markers.</summary>
    public async Task<Combined> FindAsync(Workspace workspace, AgentTask task, CancellationToken cancellationToken)
    {
        var start = task.Part is { } part
            ? new CommitId(part.Start)
            : await git.HeadAsync(workspace.RepositoryPath, cancellationToken);
        await git.MirrorAsync(workspace.Id, workspace.RepositoryPath, start, cancellationToken);
        var origin = new Combined(start, []);
        foreach (var needed in await NeededAsync(task, cancellationToken))
        {
            var info = new CommitInfo(
                needed.Agent,
                task.RequesterName,
                $"Bring \"{needed.Title}\" to \"{task.Title}\""
            );
            var next = await git.CombineAsync(
                workspace.Id,
                origin.Commit,
                new CommitId(needed.Head),
                info,
                cancellationToken
            );
            // On the line they have come together already, whatever that took.
            if (next.Conflicts.Count > 0 && task.Part is not null)
                return new Combined(await git.TipAsync(workspace.Id, task.Part.Line, cancellationToken) ?? start, []);
            origin = next with { Conflicts = [.. origin.Conflicts, .. next.Conflicts] };
        }
        return origin;
    }

    /// <summary>
    /// The person's own commit behind a task that may start from what agents have made: what stands there, and nothing of theirs, says
    /// which registries are reached and what later builds find. Null: it starts from the person's.
    /// </summary>
    public async Task<string?> OwnAsync(Workspace workspace, AgentTask task, CancellationToken cancellationToken)
    {
        if (task.Part is { } part)
            return part.Start;
        if (task.DependsOn.Count == 0)
            return null;
        var head = await git.HeadAsync(workspace.RepositoryPath, cancellationToken);
        await git.MirrorAsync(workspace.Id, workspace.RepositoryPath, head, cancellationToken);
        return head.Hash;
    }

    /// <summary>In the order in which the task names them.</summary>
    private async Task<IReadOnlyList<(string Title, string Agent, string Head)>> NeededAsync(
        AgentTask task,
        CancellationToken cancellationToken
    )
    {
        if (task.DependsOn.Count == 0)
            return [];
        var ids = task.DependsOn.Select(Id<AgentTask>.Parse).ToList();
        var rows = await database.ReadAsync(
            db =>
                db.Set<AgentTask>()
                    .Where(row => ids.Contains(row.Id) && row.Head != null)
                    .Select(row => new
                    {
                        row.Id,
                        row.Title,
                        row.AssignTo,
                        row.Head,
                    })
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        return [.. rows.OrderBy(row => ids.IndexOf(row.Id)).Select(row => (row.Title, row.AssignTo, row.Head!))]; // asked for
    }
}
