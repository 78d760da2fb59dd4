using Microsoft.EntityFrameworkCore;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Schedules.Runs;

/// <summary>Sees how what was started has ended.</summary>
internal sealed class ScheduleEnds(IDatabase database, ScheduleSurfaces surfaces)
{
    private const int LongestResult = 2000;

    public async Task EndAsync(Owned subject, Schedule schedule, CancellationToken cancellationToken)
    {
        var ended = await database.ReadAsync(db => EndedAsync(db, schedule.Id, cancellationToken), cancellationToken);
        foreach (var (id, end) in ended)
            await database.WriteAsync(
                subject,
                async work =>
                {
                    var run = await work.Db.Set<ScheduleRun>().SingleAsync(row => row.Id == id, cancellationToken);
                    run.Result = end is { Succeeded: true, Text: { } text }
                        ? FactText.Start(text, LongestResult)
                        : null;
                    if (end.Succeeded)
                        work.EndRun(run, ScheduleRunMove.Succeed, "system", null);
                    else
                        work.EndRun(run, ScheduleRunMove.Fail, "system", end.Text ?? "It failed.");
                },
                cancellationToken
            );
    }

    /// <summary>Nothing of it comes any more: what it started may stand differently.</summary>
    public Task FollowAsync(Owned subject, Schedule schedule, CancellationToken cancellationToken) =>
        database.WriteAsync(
            subject,
            work => surfaces.FollowAsync(work, schedule, "system", cancellationToken),
            cancellationToken
        );

    private async Task<List<(Id<ScheduleRun> Run, RunEnd End)>> EndedAsync(
        PolpoDb db,
        Id<Schedule> schedule,
        CancellationToken cancellationToken
    )
    {
        var running = await db.Set<ScheduleRun>()
            .Where(run => run.Schedule == schedule && run.Status == ScheduleRunStatus.Running)
            .ToListAsync(cancellationToken);
        var ended = new List<(Id<ScheduleRun>, RunEnd)>();
        foreach (var run in running)
        {
            if (
                surfaces.Find(run.Surface) is { } surface
                && await surface.EndAsync(db, run.Reference ?? "", cancellationToken) is { } end
            )
                ended.Add((run.Id, end));
        }
        return ended;
    }
}
