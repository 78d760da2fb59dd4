using Microsoft.EntityFrameworkCore;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Retention.Kinds;

/// <summary>Tells which sessions and tasks are over, and which may still need what they have.</summary>
internal sealed class EndedWork(IDatabase database)
{
    /// <summary>The sessions whose texts are needed: they live, or their task is open, or one of both has changed since the instant.</summary>
    public async Task<HashSet<string>> NeededSessionsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        [
            .. await database.ReadAsync(
                db =>
                    db.Set<Session>()
                        .Where(session =>
                            session.Status == SessionStatus.Idle
                            || session.Status == SessionStatus.Running
                            || session.UpdatedAt >= since
                            || db.Set<AgentTask>()
                                .Any(task =>
                                    (string)(object)task.Id == session.DriverId
                                    && (
                                        (task.Status != TaskStatus.Done && task.Status != TaskStatus.Failed)
                                        || task.UpdatedAt >= since
                                    )
                                )
                        )
                        .Select(session => (string)(object)session.Id)
                        .ToListAsync(cancellationToken),
                cancellationToken
            ),
        ];

    /// <summary>The worktrees that a living session works in.</summary>
    public async Task<HashSet<string>> WorktreesInUseAsync(CancellationToken cancellationToken) =>
        [
            .. await database.ReadAsync(
                db =>
                    db.Set<Session>()
                        .Where(session =>
                            session.Status == SessionStatus.Idle || session.Status == SessionStatus.Running
                        )
                        .Select(session => session.WorktreeId)
                        .ToListAsync(cancellationToken),
                cancellationToken
            ),
        ];

    /// <summary>Those of the sessions and tasks that are over and have not changed since the instant.</summary>
    public async Task<IReadOnlyList<string>> OverAsync(
        IReadOnlyCollection<string> ids,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            async db =>
                (IReadOnlyList<string>)
                    [
                        .. await db.Set<Session>()
                            .Where(session =>
                                ids.Contains((string)(object)session.Id)
                                && (session.Status == SessionStatus.Ended || session.Status == SessionStatus.Canceled)
                                && session.UpdatedAt < since
                            )
                            .Select(session => (string)(object)session.Id)
                            .ToListAsync(cancellationToken),
                        .. await db.Set<AgentTask>()
                            .Where(task =>
                                ids.Contains((string)(object)task.Id)
                                && (task.Status == TaskStatus.Done || task.Status == TaskStatus.Failed)
                                && task.UpdatedAt < since
                            )
                            .Select(task => (string)(object)task.Id)
                            .ToListAsync(cancellationToken),
                    ],
            cancellationToken
        );
}
