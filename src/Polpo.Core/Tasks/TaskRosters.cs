using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks;

/// <summary>Where a task's workspace stands, and what its files say at this moment.</summary>
internal sealed class TaskRosters(IDatabase database, AgentRoster rosters)
{
    private readonly ConcurrentDictionary<Id<Workspace>, Workspace> _known = new();

    public async Task<Roster> OfAsync(AgentTask task, CancellationToken cancellationToken) =>
        Of(await WorkspaceAsync(task, cancellationToken));

    public Roster Of(Workspace workspace) => rosters.Read(workspace.RepositoryPath);

    /// <summary>Read once: each step of a task asks, and neither id nor folder ever changes. The name may, and is not looked at here.</summary>
    public async Task<Workspace> WorkspaceAsync(AgentTask task, CancellationToken cancellationToken) =>
        _known.TryGetValue(task.Workspace, out var known)
            ? known
            : _known[task.Workspace] = await database.ReadAsync(
                db => db.Set<Workspace>().SingleAsync(row => row.Id == task.Workspace, cancellationToken),
                cancellationToken
            );
}
