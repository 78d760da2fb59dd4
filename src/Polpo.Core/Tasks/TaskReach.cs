using Microsoft.EntityFrameworkCore;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks;

/// <summary>Whether this server, one of several, can do what a task needs next: its agents stand in the person's clone, and its result goes there.</summary>
internal sealed class TaskReach(IDatabase database, ServerDisk disk)
{
    public async Task<bool> SeesAsync(Owned owner, Id<AgentTask> id, CancellationToken cancellationToken)
    {
        if (!disk.IsShared)
            return true;
        var found = await database.ReadAsync(
            db =>
                db.Set<AgentTask>()
                    .Where(row => row.Id == id)
                    .Join(
                        db.Set<Workspace>(),
                        task => task.Workspace,
                        workspace => workspace.Id,
                        (task, workspace) => new { Task = task, workspace.RepositoryPath }
                    )
                    .SingleOrDefaultAsync(cancellationToken),
            cancellationToken
        );
        if (found is null || !NeedsClone(found.Task) || Directory.Exists(found.RepositoryPath))
            return true;
        var reason =
            $"Waits for a server that sees the repository {found.RepositoryPath}. Start one there, or make the folder visible to all servers.";
        if (found.Task.Reason != reason && !found.Task.Status.IsTerminal())
            await database.WriteAsync(
                owner,
                async work => (await work.TaskAsync(id, cancellationToken)).Reason = reason,
                cancellationToken
            );
        return false;
    }

    private static bool NeedsClone(AgentTask task) =>
        task.Status is TaskStatus.Pending or TaskStatus.Assigned or TaskStatus.InProgress or TaskStatus.Review
        || task is { Status: TaskStatus.AwaitingApproval, Decided: true, Approval: null }
        || task is { Status: TaskStatus.Done, Spec.Merge: true, Merged: false, Reason: null };
}
