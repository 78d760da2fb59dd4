using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Times;

/// <summary>Keeps the schedule of a mission in step with its document, and the mission's state with the schedule.</summary>
internal sealed class MissionTimes(ScheduleCreation schedules)
{
    private const string Zone = "UTC";

    public static ScheduleTiming? Of(MissionDocument? document) =>
        document?.Schedule is { } text ? ScheduleTiming.Read(text, Zone, document.EndDate) : null;

    /// <summary>The document was stored: where it asks for other times than before, it gets them.</summary>
    /// <param name="before">Null for a new mission.</param>
    /// <exception cref="Engine.Kernel.RefusedException">Its times never come, or the caller may not have the clock start what they wrote.</exception>
    public async Task SetAsync(
        Work work,
        Mission mission,
        MissionDocument? before,
        MissionDocument document,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var (old, timing) = (Of(before), Of(document));
        if (timing is not null || mission.Schedule is not null)
            RequireRights(mission, caller);
        if (old == timing)
        {
            await TakeOverAsync(work, mission, caller, cancellationToken);
            return;
        }
        if (old is not null)
            await DropAsync(
                work,
                mission,
                caller.Actor,
                $"{caller.Name} gave the mission other times.",
                cancellationToken
            );
        if (timing is null)
            return;
        var spec = new ScheduleSpec
        {
            Workspace = mission.Workspace,
            Name = mission.Name,
            Timing = timing,
            Invocation = MissionInvocation.Of(mission),
        };
        Await(work, mission, await schedules.CreateAsync(work, spec, caller, cancellationToken), caller.Actor);
    }

    /// <summary>Who writes what the clock will start needs what it takes to make a schedule of it.</summary>
    private static void RequireRights(Mission mission, Caller caller)
    {
        caller.Require(PermissionKeys.AutomationsManage);
        caller.RequireFor(MissionInvocation.Of(mission));
    }

    /// <summary>The clock starts what the caller wrote: on their behalf, not with the rights of who made the schedule.</summary>
    private static async Task TakeOverAsync(
        Work work,
        Mission mission,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (mission.Schedule is not { } id)
            return;
        var schedule = await work.Db.Set<Schedule>().SingleAsync(row => row.Id == id, cancellationToken);
        if (schedule.Status is ScheduleStatus.Deleted || schedule.Owner == caller.User)
            return;
        work.TakeOver(schedule, caller);
        schedule.Revision++;
    }

    /// <summary>Nothing starts it by itself any more.</summary>
    public static async Task DropAsync(
        Work work,
        Mission mission,
        string actor,
        string reason,
        CancellationToken cancellationToken
    )
    {
        if (mission.Schedule is not { } id)
            return;
        var schedule = await work.Db.Set<Schedule>().SingleAsync(row => row.Id == id, cancellationToken);
        if (schedule.Status is not ScheduleStatus.Deleted)
            await ScheduleRemoval.RemoveAsync(work, schedule, actor, reason, cancellationToken);
        Forget(work, mission, actor, reason);
    }

    /// <summary>A schedule is to start it: a draft is scheduled from now on. The first schedule is the one that counts.</summary>
    public static void Await(Work work, Mission mission, Schedule schedule, string actor)
    {
        if (mission.Schedule is { } other && other != schedule.Id)
            return;
        var recurs = schedule.Timing.Kind == TimingKind.Cron;
        mission.Schedule = schedule.Id;
        var wanted = recurs ? MissionStatus.Recurring : MissionStatus.Scheduled;
        if (mission.Status is MissionStatus.Scheduled or MissionStatus.Recurring && mission.Status != wanted)
            work.MoveMission(mission, null, MissionMove.Unschedule, actor, null);
        if (mission.Status == MissionStatus.Draft)
            work.MoveMission(mission, null, recurs ? MissionMove.Recur : MissionMove.Schedule, actor, null);
    }

    /// <summary>The last of its times has passed, and what it started has ended.</summary>
    public static void Expire(Work work, Mission mission)
    {
        if (mission.Status == MissionStatus.Recurring)
            work.MoveMission(mission, null, MissionMove.Expire, "system", "The last of its times has passed.");
        Forget(work, mission, "system", "Its time has passed, and it was not run.");
    }

    public static void Forget(Work work, Mission mission, string actor, string reason)
    {
        mission.Schedule = null;
        if (mission.Status is MissionStatus.Scheduled or MissionStatus.Recurring)
            work.MoveMission(mission, null, MissionMove.Unschedule, actor, reason);
        else
            mission.Version++;
    }
}
