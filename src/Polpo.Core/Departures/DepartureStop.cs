using Microsoft.EntityFrameworkCore;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Waiting;
using Polpo.Core.Schedules;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Reviews;
using Polpo.Core.Workspaces;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Departures;

/// <summary>Ends what runs for somebody in one workspace, a few at a time: each says why, and whoever tries it again has it done for them.</summary>
internal sealed class DepartureStop(IDatabase database, Mandates mandates, RunningTurns running, TaskAssessor assessor)
{
    private const int AtOnce = 50;

    /// <summary>Runs of missions first, or they would look for another way around each task that fails.</summary>
    public async Task WorkAsync(Owned subject, Caller person, string reason, CancellationToken cancellationToken)
    {
        while (await RunsAsync(subject, person, reason, cancellationToken)) { }
        while (await TasksAsync(subject, person, reason, cancellationToken)) { }
        while (await SessionsAsync(subject, person, reason, cancellationToken)) { }
    }

    /// <summary>Those that could not fire any more pause now, so that somebody takes them over before they are missed.</summary>
    public async Task SchedulesAsync(Owned subject, Caller person, CancellationToken cancellationToken)
    {
        var schedules = await database.ReadAsync(
            db => Here(OpenWork.SchedulesOf(db, person.User), subject).ToListAsync(cancellationToken),
            cancellationToken
        );
        foreach (var seen in schedules)
        {
            if ((await mandates.OfAsync(seen, cancellationToken)).Lost is not { } lost)
                continue;
            await database.WriteAsync(
                subject,
                async work =>
                {
                    var schedule = await work
                        .Db.Set<Schedule>()
                        .SingleAsync(row => row.Id == seen.Id, cancellationToken);
                    if (schedule.Status is ScheduleStatus.Active && schedule.Owner == person.User)
                        work.Halt(schedule, ScheduleMandate.Halted(schedule, lost));
                },
                cancellationToken
            );
        }
    }

    /// <returns>Whether there may be more.</returns>
    private Task<bool> RunsAsync(Owned subject, Caller person, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            subject,
            async work =>
            {
                var runs = await Here(OpenWork.RunsOf(work.Db, person.User), subject)
                    .Take(AtOnce)
                    .ToListAsync(cancellationToken);
                foreach (var run in runs)
                    await work.FailRunAsync(
                        await work.MissionAsync(run.Mission, cancellationToken),
                        run,
                        "system",
                        reason,
                        cancellationToken
                    );
                return runs.Count == AtOnce;
            },
            cancellationToken
        );

    private async Task<bool> TasksAsync(
        Owned subject,
        Caller person,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var stopped = await database.WriteAsync(
            subject,
            async work =>
            {
                var tasks = await Here(OpenWork.TasksOf(work.Db, person.User), subject)
                    .Take(AtOnce)
                    .ToListAsync(cancellationToken);
                var ended = new List<(AgentTask Task, IReadOnlyList<Id<Session>> Sessions)>();
                foreach (var task in tasks)
                {
                    await work.MoveTaskAsync(task, TaskMove.Fail, "system", reason, cancellationToken);
                    ended.Add((task, await work.StopSessionsAsync(task, reason, "system", cancellationToken)));
                }
                return ended;
            },
            cancellationToken
        );
        foreach (var (task, sessions) in stopped)
        {
            foreach (var session in sessions)
                running.Cancel(session);
            await assessor.StopAsync(task, cancellationToken);
        }
        return stopped.Count == AtOnce;
    }

    private async Task<bool> SessionsAsync(
        Owned subject,
        Caller person,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var stopped = await database.WriteAsync(
            subject,
            async work =>
            {
                var sessions = await Here(OpenWork.SessionsOf(work.Db, person.User), subject)
                    .Take(AtOnce)
                    .ToListAsync(cancellationToken);
                foreach (var session in sessions)
                    await work.CancelSessionAsync(session, reason, "system", cancellationToken);
                return sessions;
            },
            cancellationToken
        );
        foreach (var session in stopped)
            running.Cancel(session.Id);
        return stopped.Count == AtOnce;
    }

    private static IQueryable<T> Here<T>(IQueryable<T> rows, Owned subject)
        where T : class
    {
        var workspace = Id<Workspace>.Parse(subject.Workspace);
        return rows.Where(row => EF.Property<Id<Workspace>>(row, nameof(Session.Workspace)) == workspace);
    }
}
