using Microsoft.EntityFrameworkCore;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Reviews;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions.Runs;

/// <summary>Ends the tasks of a run that was aborted, a few at a time: their processes are killed.</summary>
internal sealed class MissionStop(IDatabase database, RunningTurns running, TaskAssessor assessor)
{
    private const int AtOnce = 50;

    /// <returns>False: there may be more.</returns>
    public async Task<bool> StopAsync(Owned owner, MissionScene scene, CancellationToken cancellationToken)
    {
        var reason = scene.Run.Reason ?? $"Mission \"{scene.Mission.Name}\" was aborted.";
        var stopped = new List<(AgentTask Task, IReadOnlyList<Id<Session>>? Sessions)>();
        await database.WriteAsync(
            owner,
            async work =>
            {
                stopped.Clear();
                var open = await work
                    .Db.TasksOf(scene.Run.Id)
                    .Where(task => task.Status != TaskStatus.Done && task.Status != TaskStatus.Failed)
                    .OrderBy(task => task.Id)
                    .Take(AtOnce)
                    .ToListAsync(cancellationToken);
                foreach (var task in open)
                {
                    var begun = task.Status != TaskStatus.Draft;
                    await work.MoveTaskAsync(task, TaskMove.Fail, "system", reason, cancellationToken);
                    stopped.Add(
                        (task, begun ? await work.StopSessionsAsync(task, reason, "system", cancellationToken) : null)
                    );
                }
            },
            cancellationToken
        );
        foreach (var (task, sessions) in stopped)
        {
            if (sessions is null)
                continue;
            foreach (var session in sessions)
                running.Cancel(session);
            await assessor.StopAsync(task, cancellationToken);
        }
        return stopped.Count == 0;
    }
}
