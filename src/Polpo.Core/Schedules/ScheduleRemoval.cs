using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Schedules.Runs;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules;

/// <summary>Takes a schedule away inside a transaction, a later feature's too.</summary>
internal static class ScheduleRemoval
{
    /// <summary>Nothing fires any more; what waits to be started is cancelled, what is at work goes on, and the history stays.</summary>
    public static async Task RemoveAsync(
        Work work,
        Schedule schedule,
        string actor,
        string reason,
        CancellationToken cancellationToken
    )
    {
        schedule.Make(ScheduleMove.Delete);
        schedule.Await(null);
        schedule.UpdatedAt = work.Now;
        var waiting = await work
            .Db.Set<ScheduleRun>()
            .Where(run => run.Schedule == schedule.Id)
            .Where(run => run.Status == ScheduleRunStatus.Pending || run.Status == ScheduleRunStatus.Claimed)
            .ToListAsync(cancellationToken);
        foreach (var run in waiting)
        {
            work.EndRun(run, ScheduleRunMove.Cancel, actor, reason);
            await work.WithdrawApprovalsAsync(run.Id, cancellationToken);
        }
        work.Append(schedule.Id, actor, new ScheduleDeleted(schedule.Name));
    }
}
