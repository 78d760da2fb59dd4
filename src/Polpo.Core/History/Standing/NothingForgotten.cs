using Microsoft.EntityFrameworkCore;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.History.Standing;

internal sealed class NothingForgotten(IDatabase database, SubjectAudit subjects)
    : StandingRule(
        "awake",
        "What is under way goes on by itself: it runs, it is due, or it waits for a person by name."
    )
{
    protected override async Task<IReadOnlyList<Breach>> FindAsync(
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    )
    {
        var (turns, tasks, runs) = await database.ReadAsync(
            async db =>
                (
                    await db.Set<Turn>()
                        .Where(row => row.Status == TurnStatus.Requested)
                        .Join(
                            db.Set<Session>().Where(row => row.Workspace == workspace),
                            turn => turn.Session,
                            session => session.Id,
                            (turn, session) => session.Id
                        )
                        .ToListAsync(cancellationToken),
                    await db.Set<AgentTask>()
                        .Where(row => row.Workspace == workspace)
                        .Where(row =>
                            row.Status == TaskStatus.Assigned
                            || row.Status == TaskStatus.InProgress
                            || row.Status == TaskStatus.Review
                        )
                        .Select(row => row.Id)
                        .ToListAsync(cancellationToken),
                    await db.Set<MissionRun>()
                        .Where(row => row.Workspace == workspace && !row.Closed)
                        .Where(row => row.Outcome != MissionStatus.Active && row.Outcome != MissionStatus.Paused)
                        .Select(row => row.Id)
                        .ToListAsync(cancellationToken)
                ),
            cancellationToken
        );
        return
        [
            .. await AsleepAsync("session", [.. turns.Select(id => id.Text)], cancellationToken),
            .. await AsleepAsync("task", [.. tasks.Select(id => id.Text)], cancellationToken),
            .. await AsleepAsync("mission", [.. runs.Select(id => id.Text)], cancellationToken),
        ];
    }

    private async Task<IEnumerable<Breach>> AsleepAsync(
        string kind,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    ) =>
        ids.Count == 0
            ? []
            : (await subjects.AsleepAsync(kind, ids, cancellationToken)).Select(id => new Breach(
                0,
                id,
                "It has something to do, and nothing will wake it."
            ));
}
