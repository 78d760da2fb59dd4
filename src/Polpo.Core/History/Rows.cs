using Microsoft.EntityFrameworkCore;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.History;

/// <summary>What the rows say of a workspace's work.</summary>
internal sealed record Rows(
    IReadOnlyDictionary<string, TaskStatus> Tasks,
    IReadOnlyDictionary<string, MissionStatus> Missions,
    IReadOnlyDictionary<string, (string Session, TurnStatus Status)> Turns,
    IReadOnlyDictionary<string, Usd> Costs
)
{
    public static async Task<Rows> ReadAsync(PolpoDb db, Id<Workspace> workspace, CancellationToken cancellationToken)
    {
        var tasks = await db.Set<AgentTask>()
            .Where(row => row.Workspace == workspace)
            .Select(row => new { row.Id, row.Status })
            .ToListAsync(cancellationToken);
        var missions = await db.Set<Mission>()
            .Where(row => row.Workspace == workspace)
            .Select(row => new { row.Id, row.Status })
            .ToListAsync(cancellationToken);
        var sessions = await db.Set<Session>()
            .Where(row => row.Workspace == workspace)
            .Select(row => new { row.Id, row.Cost })
            .ToListAsync(cancellationToken);
        return new(
            tasks.ToDictionary(row => row.Id.Text, row => row.Status, StringComparer.Ordinal),
            missions.ToDictionary(row => row.Id.Text, row => row.Status, StringComparer.Ordinal),
            await TurnsAsync(db, workspace, cancellationToken),
            sessions.ToDictionary(row => row.Id.Text, row => row.Cost, StringComparer.Ordinal)
        );
    }

    private static async Task<Dictionary<string, (string, TurnStatus)>> TurnsAsync(
        PolpoDb db,
        Id<Workspace> workspace,
        CancellationToken cancellationToken
    )
    {
        var turns = await db.Set<Turn>()
            .Join(
                db.Set<Session>().Where(row => row.Workspace == workspace),
                turn => turn.Session,
                session => session.Id,
                (turn, session) =>
                    new
                    {
                        turn.Id,
                        turn.Session,
                        turn.Status,
                    }
            )
            .ToListAsync(cancellationToken);
        return turns.ToDictionary(row => row.Id.Text, row => (row.Session.Text, row.Status), StringComparer.Ordinal);
    }
}

/// <summary>What the facts say that the rows should be.</summary>
internal sealed record Expected(
    IReadOnlyDictionary<string, TaskStatus> Tasks,
    IReadOnlyDictionary<string, MissionStatus> Missions,
    IReadOnlyDictionary<string, TurnStatus> Turns,
    IReadOnlyDictionary<string, Usd> Costs
);
