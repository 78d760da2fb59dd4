using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules.Runs;

/// <summary>Keeps the latest runs of a schedule; its facts tell of all of them.</summary>
internal static class RunHistory
{
    public const int Kept = 1000;
    private const int Between = 100;

    /// <summary>Forgets ended runs beyond those that are kept, now and then.</summary>
    public static async Task TrimAsync(Work work, Schedule schedule, CancellationToken cancellationToken)
    {
        if (schedule.Runs % Between != 0)
            return;
        var runs = work.Db.Set<ScheduleRun>();
        // The newest of them is not stored yet.
        var old = await runs.Where(run => run.Schedule == schedule.Id && run.EndedAt != null)
            .OrderByDescending(run => run.Id)
            .Skip(Kept - 1)
            .ToListAsync(cancellationToken);
        runs.RemoveRange(old);
    }
}
