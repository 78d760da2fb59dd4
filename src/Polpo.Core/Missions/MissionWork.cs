using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Schedules;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions;

/// <summary>What is done to missions inside a transaction, by people's commands and by the driver alike.</summary>
internal static class MissionWork
{
    public const string Kind = "mission";

    public static Wake WakeOf(MissionRun run) => new(Kind, run.Id, Person: run.Requester);

    public static Task<Mission> MissionAsync(this Work work, Id<Mission> id, CancellationToken cancellationToken) =>
        work.Db.Set<Mission>().SingleAsync(row => row.Id == id, cancellationToken);

    public static Task<MissionRun> RunAsync(this Work work, Id<MissionRun> id, CancellationToken cancellationToken) =>
        work.Db.Set<MissionRun>().SingleAsync(row => row.Id == id, cancellationToken);

    public static IQueryable<AgentTask> TasksOf(this PolpoDb db, Id<MissionRun> run) =>
        db.Set<AgentTask>().Where(task => task.DriverId == run.Text);

    public static Task<AgentTask> TaskOfAsync(
        this PolpoDb db,
        Id<MissionRun> run,
        string title,
        CancellationToken cancellationToken
    ) => db.TasksOf(run).SingleAsync(task => task.Title == title, cancellationToken);

    /// <summary>Moves the mission, and its run with it, and says so in the journal.</summary>
    public static void MoveMission(
        this Work work,
        Mission mission,
        MissionRun? run,
        MissionMove move,
        string actor,
        string? reason
    )
    {
        var from = mission.Status;
        mission.Move(move, work.Now, reason);
        work.Append(mission.Id, actor, new MissionMoved(from, mission.Status, move, reason));
        if (run is null)
            return;
        (run.Outcome, run.Reason) = (mission.Status, reason);
        run.Version++;
        work.WakeUnlessOwner(WakeOf(run));
        if (!mission.Status.Runs())
            WakeSchedules(work, mission, run);
    }

    /// <summary>What it is run by sees that the run has ended; what it waits for may have been its last time.</summary>
    private static void WakeSchedules(Work work, Mission mission, MissionRun run)
    {
        var by = run.State.Schedule is { } text ? Id<Schedule>.Parse(text) : (Id<Schedule>?)null;
        foreach (var schedule in new[] { by, mission.Schedule }.OfType<Id<Schedule>>().Distinct())
            work.Wake(ScheduleWork.WakeOf(schedule));
    }

    /// <summary>Where whoever had it run may have nothing done any more, what is left of it is done for the caller.</summary>
    public static async Task TakeOverAsync(
        this Work work,
        MissionRun? run,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (
            run is null
            || await work.MayHaveDoneAsync(
                run.Workspace,
                new Caller(run.Requester, run.RequesterName),
                cancellationToken
            )
        )
            return;
        (run.Requester, run.RequesterName) = (caller.User, caller.Name);
        var left = await work
            .Db.TasksOf(run.Id)
            .Where(task => task.Status != TaskStatus.Done)
            .ToListAsync(cancellationToken);
        foreach (var task in left)
            (task.Requester, task.RequesterName) = (caller.User, caller.Name);
    }

    /// <summary>While it is held no attempt of the run's tasks begins; those under way go on to their end.</summary>
    public static async Task HoldTasksAsync(
        this Work work,
        Id<MissionRun> run,
        bool held,
        CancellationToken cancellationToken
    )
    {
        var open = await work
            .Db.TasksOf(run)
            .Where(task => task.Status != TaskStatus.Done && task.Held != held)
            .ToListAsync(cancellationToken);
        foreach (var task in open)
        {
            task.Held = held;
            if (!held && task.Status == TaskStatus.Pending)
                work.Wake(TaskWork.WakeOf(task));
        }
    }
}
