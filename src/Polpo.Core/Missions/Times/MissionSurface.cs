using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Surfaces;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Times;

/// <summary>Has schedules start missions: each of their runs is one of the mission's.</summary>
internal sealed class MissionSurface(IDatabase database, MissionDesk desk, MissionExecution execution)
    : IScheduleSurface
{
    public string Kind => MissionInvocation.Kind;

    public async Task CheckAsync(
        JsonObject invocation,
        Workspace workspace,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var named = MissionInvocation.Read(invocation);
        var mission = await database.ReadAsync(
            db => MissionInvocation.GetAsync(db, workspace.Id, named, cancellationToken),
            cancellationToken
        );
        if (mission.Status == MissionStatus.Completed)
            throw new RefusedException(
                Refusal.Conflict,
                $"Mission \"{mission.Name}\" is completed, so nothing could start it. Give it another name to run it once more."
            );
        desk.Stored(workspace, mission);
    }

    public async Task<string> StartAsync(Work work, ScheduledStart start, CancellationToken cancellationToken)
    {
        var named = MissionInvocation.Read(start.Invocation);
        var mission = await MissionInvocation.GetAsync(work.Db, start.Workspace.Id, named, cancellationToken);
        await execution.BeginAsync(
            work,
            mission,
            desk.Stored(start.Workspace, mission),
            start.Workspace,
            start.Caller,
            start.Schedule,
            cancellationToken
        );
        return mission.Run!.Value; // begun
    }

    public async Task<RunEnd?> EndAsync(PolpoDb db, string reference, CancellationToken cancellationToken)
    {
        var id = Id<MissionRun>.Parse(reference);
        var run = await db.Set<MissionRun>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return run switch
        {
            null => new RunEnd(false, $"The mission of {reference} was deleted."),
            { Outcome: MissionStatus.Completed } => new RunEnd(true, run.Head is null ? null : run.Branch),
            _ when run.Outcome.Runs() => null,
            _ => new RunEnd(false, run.Reason),
        };
    }

    public async Task FollowAsync(Work work, Schedule schedule, string actor, CancellationToken cancellationToken)
    {
        var target =
            schedule.Status is ScheduleStatus.Deleted || schedule.InvocationKind != Kind
                ? null
                : await MissionInvocation.FindAsync(
                    work.Db,
                    schedule.Workspace,
                    MissionInvocation.Read(schedule.Invocation),
                    cancellationToken
                );
        var linked = await work
            .Db.Set<Mission>()
            .Where(row => row.Schedule == schedule.Id)
            .ToListAsync(cancellationToken);
        foreach (var mission in linked.Where(row => row.Id != target?.Id))
            MissionTimes.Forget(work, mission, actor, "Its schedule was taken away.");
        if (target is null)
            return;
        if (schedule.Status is not ScheduleStatus.Completed)
            MissionTimes.Await(work, target, schedule, actor);
        else if (target.Schedule == schedule.Id && !await IsAtWorkAsync(work, schedule, cancellationToken))
            MissionTimes.Expire(work, target);
    }

    /// <summary>A run of the schedule, or one that a person began: a mission expires when it has come to rest.</summary>
    private static async Task<bool> IsAtWorkAsync(Work work, Schedule schedule, CancellationToken cancellationToken) =>
        await work
            .Db.Set<Mission>()
            .AnyAsync(
                row =>
                    row.Schedule == schedule.Id
                    && (row.Status == MissionStatus.Active || row.Status == MissionStatus.Paused),
                cancellationToken
            )
        || await work
            .Db.Set<ScheduleRun>()
            .AnyAsync(
                run =>
                    run.Schedule == schedule.Id
                    && (
                        run.Status == ScheduleRunStatus.Pending
                        || run.Status == ScheduleRunStatus.Claimed
                        || run.Status == ScheduleRunStatus.Running
                    ),
                cancellationToken
            );
}
