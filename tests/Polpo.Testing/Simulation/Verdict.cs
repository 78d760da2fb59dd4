using Microsoft.EntityFrameworkCore;
using Polpo.Core.History;
using Polpo.Core.Identity;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Testing.Simulation;

/// <summary>What must hold after a simulation, when nothing runs and nothing is due any more.</summary>
internal static class Verdict
{
    public static async Task<(IReadOnlyList<string> Broken, long Facts)> OfAsync(
        SimulatedServer server,
        Id<Workspace> workspace,
        Caller caller,
        IEnumerable<string> openSandboxes,
        CancellationToken cancellationToken
    )
    {
        var history = await server.Get<HistoryChecker>().CheckAsync(workspace, caller, cancellationToken);
        var broken = history
            .Rules.SelectMany(rule =>
                rule.Examples.Select(breach => $"{rule.Name}: {breach.Subject} at {breach.Seq}: {breach.What}")
            )
            .ToList();
        var (tasks, sessions) = await server
            .Get<IDatabase>()
            .ReadAsync(
                async db =>
                    (
                        await db.Set<AgentTask>().ToListAsync(cancellationToken),
                        await db.Set<Session>().ToListAsync(cancellationToken)
                    ),
                cancellationToken
            );
        broken.AddRange(tasks.Where(IsStuck).Select(task => $"stuck: {task.Title} is {task.Status}: {task.Reason}"));
        var living = sessions
            .Where(session => session.Status is SessionStatus.Idle or SessionStatus.Running)
            .Select(session => session.WorktreeId)
            .ToHashSet(StringComparer.Ordinal);
        broken.AddRange(openSandboxes.Where(id => !living.Contains(id)).Select(id => $"sandbox: {id} is still open."));
        return (broken, history.Facts);
    }

    /// <summary>Whatever happened, a task ends, or waits for a person or for another task that does.</summary>
    private static bool IsStuck(AgentTask task) =>
        task.Status is TaskStatus.Assigned or TaskStatus.InProgress or TaskStatus.Review
        || (task.Status == TaskStatus.Pending && task.DependsOn.Count == 0);
}
