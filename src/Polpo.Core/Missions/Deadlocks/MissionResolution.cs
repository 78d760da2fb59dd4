using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Deadlocks;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions.Deadlocks;

/// <summary>What a model's word on a deadlock changes of a run.</summary>
internal static class MissionResolution
{
    public static async Task ApplyAsync(
        Work work,
        MissionRun run,
        AgentTask task,
        AgentTask failed,
        Resolution? resolution,
        CancellationToken cancellationToken
    )
    {
        if (task.ResolutionAttempts == 0)
            work.Append(task.Id, "system", new DeadlockDetected(failed.Id));
        (task.ResolutionAttempts, task.UpdatedAt, task.Reason) = (task.ResolutionAttempts + 1, work.Now, null);
        task.Version++;
        run.State = run.State with { Resolutions = run.State.Resolutions + 1 };
        run.Version++;
        switch (resolution)
        {
            // Nothing usable was said: asked again while attempts are left.
            case null:
                return;
            case { Action: "absorb" }:
                Absorb(run, task, failed, resolution.Description!); // read only with one
                break;
            // A task with side effects is tried again by a person only.
            case { Action: "retry" } when !failed.Spec.SideEffects && failed.Status == TaskStatus.Failed:
                failed.Held = false;
                await work.TryAgainAsync(failed, cancellationToken);
                break;
            default:
                await GiveUpAsync(work, run, task, failed, resolution.Reason, cancellationToken);
                return;
        }
        work.Append(task.Id, "system", new DeadlockResolved(failed.Id, resolution.Action, resolution.Reason));
    }

    private static void Absorb(MissionRun run, AgentTask task, AgentTask failed, string description)
    {
        IReadOnlyList<string> without = [.. run.State.Absorbed.GetValueOrDefault(task.Title, []), failed.Title];
        run.State = run.State with
        {
            Absorbed = new Dictionary<string, IReadOnlyList<string>>(run.State.Absorbed) { [task.Title] = without },
        };
        task.DependsOn = [.. task.DependsOn.Where(id => id != failed.Id.Text)];
        task.Rewritten = description;
    }

    private static async Task GiveUpAsync(
        Work work,
        MissionRun run,
        AgentTask task,
        AgentTask failed,
        string why,
        CancellationToken cancellationToken
    )
    {
        var reason = $"It depends on \"{failed.Title}\", which failed. {why}";
        work.Append(task.Id, "system", new DeadlockUnresolvable(failed.Id, reason));
        run.State = run.State with { Retrying = [.. run.State.Retrying.Where(title => title != task.Title)] };
        if (task.Status == TaskStatus.Draft)
            await work.MoveTaskAsync(task, TaskMove.Fail, "system", reason, cancellationToken);
    }
}
