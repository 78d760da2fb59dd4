using Microsoft.EntityFrameworkCore;
using Polpo.Core.Schedules.Runs;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Schedules;

/// <summary>The driver of schedules: looks at the clock, starts what is due, sees what has ended, and sleeps until the next occurrence.</summary>
internal sealed class ScheduleSubject(
    IDatabase database,
    DueOccurrences due,
    ScheduleStarts starts,
    ScheduleEnds ends,
    TimeProvider time
) : ISubjectHandler
{
    /// <summary>A clock that is put back is noticed after this at the latest.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    /// <summary>Due times go by the database's clock, which may be ahead of ours by so much.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(5);

    public string Kind => ScheduleWork.Kind;

    public int MaxConcurrency => 64;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<Schedule>.Parse(subject.Id);
        var schedule = await ReadAsync(id, cancellationToken);
        // Woken by its due time, which by our clock is not quite there.
        if (schedule.NextOccurrenceAt - time.GetUtcNow() is { } left && left > TimeSpan.Zero && left < Ahead)
            await Task.Delay(TimerWait.For(left), time, cancellationToken);
        await ends.EndAsync(subject, schedule, cancellationToken);
        await database.WriteAsync(
            subject,
            async work =>
            {
                var row = await work.Db.Set<Schedule>().SingleAsync(one => one.Id == id, cancellationToken);
                await due.TakeAsync(work, row, cancellationToken);
            },
            cancellationToken
        );
        schedule = await ReadAsync(id, cancellationToken);
        await starts.StartAsync(subject, schedule, cancellationToken);
        if (schedule.Status is ScheduleStatus.Completed)
            await ends.FollowAsync(subject, schedule, cancellationToken);
        if (schedule is not { Status: ScheduleStatus.Active, NextOccurrenceAt: { } next })
            return Next.WhenWoken;
        var latest = time.GetUtcNow() + LongestSleep;
        return Next.At(next < latest ? next : latest);
    }

    private Task<Schedule> ReadAsync(Id<Schedule> id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db => db.Set<Schedule>().SingleAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
}
