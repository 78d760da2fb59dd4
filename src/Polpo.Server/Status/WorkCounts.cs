using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Server.Status;

/// <summary>How much is at work in the workspaces that somebody sees: of others not even that there is some.</summary>
internal sealed class WorkCounts(IDatabase database, WorkspaceQueries workspaces)
{
    public async Task<(int Running, int Waiting)> CountAsync(Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            var seen = (await workspaces.ListAsync(caller, cancellationToken)).Select(one => one.Id).ToList();
            return await database.ReadAsync(
                async db =>
                    (
                        await db.Set<Session>()
                            .Where(row => seen.Contains(row.Workspace))
                            .CountAsync(row => row.Status == SessionStatus.Running, cancellationToken),
                        await db.Set<AgentTask>()
                            .Where(row => seen.Contains(row.Workspace))
                            .CountAsync(row => row.Status == TaskStatus.Pending, cancellationToken)
                    ),
                cancellationToken
            );
        }
        catch (StorageException)
        {
            // Told as trouble: whoever asks how it stands wants to know just that.
            return default;
        }
    }
}
