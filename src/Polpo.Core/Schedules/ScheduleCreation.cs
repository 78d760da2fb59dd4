using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules;

/// <summary>Makes and changes schedules inside a transaction, a later feature's too: a mission that carries its own schedule.</summary>
internal sealed class ScheduleCreation(TimeProvider time)
{
    private const int MostSchedules = 1000;

    public async Task<Schedule> CreateAsync(
        Work work,
        ScheduleSpec spec,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        spec.Check();
        await CheckRoomAsync(work, spec, cancellationToken);
        var schedule = new Schedule
        {
            Id = Id<Schedule>.New(time),
            Workspace = spec.Workspace,
            Owner = caller.User,
            OwnerName = caller.Name,
            Name = spec.Name,
            Description = spec.Description,
            Timing = spec.Timing,
            Invocation = spec.Invocation,
            Policy = spec.Policy,
            Metadata = spec.Metadata,
            LookedAt = work.Now,
            CreatedAt = work.Now,
            UpdatedAt = work.Now,
        };
        AwaitNext(schedule, spec.Timing, work.Now);
        work.Db.Add(schedule);
        work.Append(
            schedule.Id,
            caller.Actor,
            new ScheduleCreated(
                schedule.Name,
                schedule.InvocationKind,
                schedule.Timing.Words(),
                schedule.NextOccurrenceAt
            )
        );
        work.Wake(ScheduleWork.WakeOf(schedule));
        return schedule;
    }

    private static async Task CheckRoomAsync(Work work, ScheduleSpec spec, CancellationToken cancellationToken)
    {
        var there = await work
            .Db.Set<Schedule>()
            .Where(row => row.Workspace == spec.Workspace)
            .CountAsync(row => row.Status != ScheduleStatus.Deleted, cancellationToken);
        if (there >= MostSchedules)
            throw new RefusedException(
                Refusal.OverLimit,
                $"The workspace has {there} schedules, the most there can be. Delete some: polpo schedule delete ID."
            );
    }

    public static void Change(Work work, Schedule schedule, ScheduleChange change, Caller caller)
    {
        if (schedule.Status is ScheduleStatus.Deleted)
            throw new RefusedException(Refusal.Conflict, $"The schedule {schedule.Title} was deleted.");
        new ScheduleSpec
        {
            Workspace = schedule.Workspace,
            Name = change.Name,
            Description = change.Description,
            Timing = change.Timing ?? schedule.Timing,
            Invocation = change.Invocation ?? schedule.Invocation,
            Policy = change.Policy ?? schedule.Policy,
            Metadata = change.Metadata,
        }.Check();
        schedule.Name = change.Name ?? schedule.Name;
        schedule.Description = change.Description ?? schedule.Description;
        schedule.Invocation = change.Invocation ?? schedule.Invocation;
        schedule.Policy = change.Policy ?? schedule.Policy;
        schedule.Metadata = change.Metadata ?? schedule.Metadata;
        if (change.Timing is { } timing)
        {
            if (schedule.Status is ScheduleStatus.Completed)
                schedule.Make(ScheduleMove.Renew);
            AwaitNext(schedule, timing, work.Now);
            if (schedule.Status is ScheduleStatus.Paused)
                schedule.Await(null);
        }
        work.Append(
            schedule.Id,
            caller.Actor,
            new ScheduleChanged(schedule.Revision + 1, schedule.Timing.Words(), schedule.NextOccurrenceAt)
        );
    }

    /// <exception cref="RefusedException">Nothing ever comes.</exception>
    public static void AwaitNext(Schedule schedule, ScheduleTiming timing, DateTimeOffset now)
    {
        var next =
            timing.Occurrences().After(now)
            ?? throw new RefusedException(
                Refusal.Invalid,
                timing switch
                {
                    { Kind: TimingKind.Once } =>
                        $"{timing.At} ({timing.Timezone}) is past, so it never fires. Give a later time.",
                    { EndsAt: { } end } =>
                        $"{timing.Words()} never fires: nothing of it comes before its end ({end:u}) or within five years.",
                    _ => $"{timing.Words()} never fires: no day of the next five years fits.",
                }
            );
        schedule.Timing = timing;
        schedule.Await(next);
    }
}
