using Microsoft.EntityFrameworkCore;
using Polpo.Core.History;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Testing.Simulation;

/// <summary>What must hold after a simulation, when nothing runs, nothing is due and nobody is asked anything any more.</summary>
internal static class Verdict
{
    public static async Task<Finding> OfAsync(
        SimulatedServer server,
        Id<Workspace> workspace,
        Caller caller,
        IEnumerable<string> openSandboxes,
        CancellationToken cancellationToken
    )
    {
        var history = await server.Get<HistoryChecker>().CheckAsync(workspace, caller, cancellationToken);
        var rows = await server
            .Get<IDatabase>()
            .ReadAsync(db => Rows.ReadAsync(db, cancellationToken), cancellationToken);
        var living = rows
            .Sessions.Where(session => session.Status is SessionStatus.Idle or SessionStatus.Running)
            .Select(session => session.WorktreeId)
            .ToHashSet(StringComparer.Ordinal);
        List<string> broken =
        [
            .. history.Rules.SelectMany(rule =>
                rule.Examples.Select(breach => $"{rule.Name}: {breach.Subject} at {breach.Seq}: {breach.What}")
            ),
            .. rows.Tasks.Where(IsStuck).Select(task => $"stuck: {task.Title} is {task.Status}: {task.Reason}"),
            .. rows
                .Runs.Where(run => !run.Closed || run.Outcome.Runs())
                .Select(run =>
                    $"stuck: mission {run.Group} is {run.Outcome}, {(run.Closed ? "" : "not ")}closed: {run.Reason}"
                ),
            .. openSandboxes.Where(id => !living.Contains(id)).Select(id => $"sandbox: {id} is still open."),
        ];
        if (server.Get<Idleness>().FoundByPoll is > 0 and var polled)
            broken.Add($"signals: {polled} times only the safety re-read found what was to do.");
        return new Finding(
            rows.Tasks.Count,
            rows.Tasks.Count(task => task.Status == TaskStatus.Done),
            rows.Runs.Count,
            rows.Runs.Count(run => run.Outcome == MissionStatus.Completed),
            history.Facts,
            broken
        );
    }

    /// <summary>Whatever happened, a task ends, or waits for another that failed.</summary>
    private static bool IsStuck(AgentTask task) =>
        task.Status is TaskStatus.Assigned or TaskStatus.InProgress or TaskStatus.Review or TaskStatus.AwaitingApproval
        || (task.Status == TaskStatus.Pending && task.DependsOn.Count == 0 && !task.Held);

    private sealed record Rows(List<AgentTask> Tasks, List<Session> Sessions, List<MissionRun> Runs)
    {
        public static async Task<Rows> ReadAsync(PolpoDb db, CancellationToken cancellationToken) =>
            new(
                await db.Set<AgentTask>().ToListAsync(cancellationToken),
                await db.Set<Session>().ToListAsync(cancellationToken),
                await db.Set<MissionRun>().ToListAsync(cancellationToken)
            );
    }
}
