using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules.Runs;

/// <summary>Turns what the clock says into runs: one for the newest occurrence that is due, whatever was missed before it.</summary>
internal sealed class DueOccurrences(TimeProvider time)
{
    /// <summary>A clock that is adjusted a little is not one that was put back.</summary>
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(1);

    /// <summary>Looks at the clock; changes nothing when nothing is due.</summary>
    public async Task TakeAsync(Work work, Schedule schedule, CancellationToken cancellationToken)
    {
        if (schedule.Status is not ScheduleStatus.Active)
            return;
        if (Read(work, schedule) is not { } occurrences)
            return;
        if (work.Now < schedule.LookedAt - Drift)
            PutBack(work, schedule, occurrences);
        schedule.LookedAt = work.Now;
        if (schedule.Next is not { } first)
        {
            Complete(work, schedule);
            return;
        }
        if (first.At > work.Now)
            return;
        var due = occurrences.LastUpTo(work.Now, first);
        if (!await HasRunAsync(work, schedule, due, cancellationToken))
        {
            await RecordAsync(work, schedule, due, occurrences.CountBefore(first, due), cancellationToken);
            await RunHistory.TrimAsync(work, schedule, cancellationToken);
        }
        schedule.LastOccurrenceAt = due.At;
        schedule.UpdatedAt = work.Now;
        schedule.Await(occurrences.After(work.Now));
        if (schedule.Next is null)
            Complete(work, schedule);
    }

    /// <summary>A zone may have been known when the schedule was made, and be unknown on this machine: then nothing fires, and it is said.</summary>
    private static Occurrences? Read(Work work, Schedule schedule)
    {
        try
        {
            return schedule.Timing.Occurrences();
        }
        catch (RefusedException refused)
        {
            work.Halt(schedule, refused.Message);
            return null;
        }
    }

    /// <summary>What fired by a clock that was ahead has its rows and does not fire again; the rest of the day does.</summary>
    private static void PutBack(Work work, Schedule schedule, Occurrences occurrences)
    {
        var before = schedule.NextOccurrenceAt;
        schedule.Await(occurrences.After(work.Now) ?? schedule.Next);
        if (schedule.NextOccurrenceAt != before)
            work.Append(schedule.Id, "system", new ScheduleMoved(before, schedule.NextOccurrenceAt));
    }

    private static void Complete(Work work, Schedule schedule)
    {
        schedule.Make(ScheduleMove.Complete);
        schedule.Revision++;
        work.Append(schedule.Id, "system", new ScheduleCompleted(schedule.Timing.EndsAt));
    }

    private static Task<bool> HasRunAsync(
        Work work,
        Schedule schedule,
        Occurrence occurrence,
        CancellationToken cancellationToken
    )
    {
        var trigger = ScheduleRun.TriggerOf(occurrence);
        return work
            .Db.Set<ScheduleRun>()
            .AnyAsync(run => run.Schedule == schedule.Id && run.TriggerId == trigger, cancellationToken);
    }

    private async Task RecordAsync(
        Work work,
        Schedule schedule,
        Occurrence due,
        int missed,
        CancellationToken cancellationToken
    )
    {
        var run = NewRun(work, schedule, due.At, ScheduleRun.TriggerOf(due), null);
        var late = work.Now - due.At;
        var reason =
            late > schedule.Policy.Grace && schedule.Policy.CatchUp is CatchUp.Skip
                ? $"It was due {Words(late)} earlier, which is more than the grace of {Words(schedule.Policy.Grace)}."
                : await OverlapAsync(work, schedule, cancellationToken);
        if (reason is not null)
        {
            run.Make(ScheduleRunMove.Skip, work.Now, reason);
            work.Append(schedule.Id, "system", new ScheduleSkipped(run.Id, due.At, reason, missed));
        }
    }

    /// <summary>Why it has to wait for none; null when there is room for it.</summary>
    public static async Task<string?> OverlapAsync(Work work, Schedule schedule, CancellationToken cancellationToken)
    {
        var open = await work
            .Db.Set<ScheduleRun>()
            .Where(run => run.Schedule == schedule.Id)
            .Where(run =>
                run.Status == ScheduleRunStatus.Pending
                || run.Status == ScheduleRunStatus.Claimed
                || run.Status == ScheduleRunStatus.Running
            )
            .OrderBy(run => run.Id)
            .Take(schedule.Policy.MaxConcurrency)
            .ToListAsync(cancellationToken);
        return open.Count < schedule.Policy.MaxConcurrency
            ? null
            : $"{(open.Count == 1 ? "An earlier run is" : $"{open.Count} earlier runs are")} still at work ({open[0].Reference ?? open[0].Id}); maxConcurrency is {schedule.Policy.MaxConcurrency}.";
    }

    public ScheduleRun NewRun(Work work, Schedule schedule, DateTimeOffset at, string trigger, string? key)
    {
        var run = new ScheduleRun
        {
            Id = Id<ScheduleRun>.New(time),
            Workspace = schedule.Workspace,
            Schedule = schedule.Id,
            OccurrenceAt = at,
            TriggerId = trigger,
            IdempotencyKey = key,
            CreatedAt = work.Now,
        };
        work.Db.Add(run);
        schedule.Runs++;
        return run;
    }

    private static string Words(TimeSpan span) =>
        span.TotalHours >= 48 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days")
        : span.TotalMinutes >= 120 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} hours")
        : span.TotalSeconds >= 120 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} seconds");
}
