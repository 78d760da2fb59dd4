using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks;

/// <summary>What the files of a task's workspace say at this moment.</summary>
internal sealed class TaskRosters(IDatabase database, AgentRoster rosters)
{
    public async Task<Roster> OfAsync(AgentTask task, CancellationToken cancellationToken) =>
        rosters.Read(
            await database.ReadAsync(
                db =>
                    db.Set<Workspace>()
                        .Where(row => row.Id == task.Workspace)
                        .Select(row => row.RepositoryPath)
                        .SingleAsync(cancellationToken),
                cancellationToken
            )
        );
}
