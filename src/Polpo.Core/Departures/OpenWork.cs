using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Schedules;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Departures;

/// <summary>What is done on whose behalf.</summary>
internal sealed class OpenWork(IDatabase database)
{
    /// <param name="about">The id of a person, or the name of a role: then all who hold it.</param>
    public async Task<IReadOnlyList<Id<User>>> PeopleAsync(string about, CancellationToken cancellationToken) =>
        Id<User>.TryParse(about, out var person)
            ? [person]
            : await database.ReadAsync(
                db =>
                    db.Set<UserRole>()
                        .Where(row => row.Role == about)
                        .Select(row => row.User)
                        .ToListAsync(cancellationToken),
                cancellationToken
            );

    public async Task<Caller> CallerAsync(Id<User> user, CancellationToken cancellationToken)
    {
        var name = await database.ReadAsync(
            db => db.Set<User>().Where(row => row.Id == user).Select(row => row.Name).SingleAsync(cancellationToken),
            cancellationToken
        );
        return new Caller(user, name);
    }

    /// <summary>Where something runs for them, or fires.</summary>
    public async Task<IReadOnlyList<Id<Workspace>>> WorkspacesAsync(
        Id<User> user,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            db =>
                RunsOf(db, user)
                    .Select(row => row.Workspace)
                    .Union(TasksOf(db, user).Select(row => row.Workspace))
                    .Union(SessionsOf(db, user).Select(row => row.Workspace))
                    .Union(SchedulesOf(db, user).Select(row => row.Workspace))
                    .ToListAsync(cancellationToken),
            cancellationToken
        );

    public static IQueryable<MissionRun> RunsOf(PolpoDb db, Id<User> user) =>
        db.Set<MissionRun>()
            .Where(row => row.Requester == user)
            .Where(row => row.Outcome == MissionStatus.Active || row.Outcome == MissionStatus.Paused);

    /// <summary>Drafts do nothing until somebody queues them.</summary>
    public static IQueryable<AgentTask> TasksOf(PolpoDb db, Id<User> user) =>
        db.Set<AgentTask>()
            .Where(row => row.Requester == user)
            .Where(row =>
                row.Status != TaskStatus.Draft && row.Status != TaskStatus.Done && row.Status != TaskStatus.Failed
            );

    public static IQueryable<Session> SessionsOf(PolpoDb db, Id<User> user) =>
        db.Set<Session>()
            .Where(row => row.Requester == user)
            .Where(row => row.Status == SessionStatus.Idle || row.Status == SessionStatus.Running);

    public static IQueryable<Schedule> SchedulesOf(PolpoDb db, Id<User> user) =>
        db.Set<Schedule>().Where(row => row.Owner == user && row.Status == ScheduleStatus.Active);
}
