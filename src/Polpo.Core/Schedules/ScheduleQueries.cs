using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules;

/// <summary>What one may see of schedules. What the caller may not see does not exist, others' schedules too where they see their own only; what was deleted is seen by its id only.</summary>
public sealed class ScheduleQueries(IDatabase database, WorkspaceQueries workspaces)
{
    /// <summary>Newest first, older than <paramref name="after"/> when given.</summary>
    public async Task<IReadOnlyList<Schedule>> ListAsync(
        Id<Workspace> workspace,
        Id<Schedule>? after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await workspaces.GetAsync(workspace, caller, cancellationToken);
        return await database.ReadAsync(
            db =>
                db.Set<Schedule>()
                    .SeenBy(caller)
                    .Where(row => row.Workspace == workspace && row.Status != ScheduleStatus.Deleted)
                    .PageAsync(after, take, cancellationToken),
            cancellationToken
        );
    }

    public async Task<Schedule> GetAsync(Id<Schedule> id, Caller caller, CancellationToken cancellationToken)
    {
        var schedule = await database.ReadAsync(
            db => db.Set<Schedule>().SeenBy(caller).SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        return schedule is not null && await workspaces.CanSeeAsync(schedule.Workspace, caller, cancellationToken)
            ? schedule
            : throw new RefusedException(
                Refusal.NotFound,
                $"There is no schedule {id}. `polpo schedule list` shows those that there are."
            );
    }

    /// <summary>Newest first, older than <paramref name="after"/> when given.</summary>
    public async Task<IReadOnlyList<ScheduleRun>> RunsAsync(
        Id<Schedule> id,
        Id<ScheduleRun>? after,
        int take,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await GetAsync(id, caller, cancellationToken);
        return await database.ReadAsync(
            db => db.Set<ScheduleRun>().Where(row => row.Schedule == id).PageAsync(after, take, cancellationToken),
            cancellationToken
        );
    }
}
