using Polpo.Core.Tasks.Attempts;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Deadlocks;

/// <summary>What a model's word on a deadlock changes.</summary>
internal static class DeadlockOutcome
{
    public static async Task ApplyAsync(
        Work work,
        AgentTask task,
        AgentTask failed,
        Resolution? resolution,
        int most,
        CancellationToken cancellationToken
    )
    {
        if (task.ResolutionAttempts >= most)
        {
            await FailAsync(
                work,
                task,
                failed,
                $"It waits for \"{failed.Title}\", which failed, and was looked at {most} times.",
                cancellationToken
            );
            return;
        }
        task.ResolutionAttempts++;
        switch (resolution)
        {
            // Nothing usable was said: asked again while attempts are left.
            case null:
                return;
            case { Action: "absorb" }:
                task.DependsOn = [.. task.DependsOn.Where(id => id != failed.Id.Text)];
                task.Rewritten = resolution.Description;
                break;
            // A task with side effects is tried again by a person only.
            case { Action: "retry" } when !failed.Spec.SideEffects:
                await work.TryAgainAsync(failed, cancellationToken);
                break;
            default:
                await FailAsync(
                    work,
                    task,
                    failed,
                    $"It waits for \"{failed.Title}\", which failed. {resolution.Reason}",
                    cancellationToken
                );
                return;
        }
        task.DeadlockedBy = null;
        work.Append(task.Id, "system", new DeadlockResolved(failed.Id, resolution.Action, resolution.Reason));
    }

    /// <summary>As a person's retry: upon what the last attempt left.</summary>
    public static async Task TryAgainAsync(this Work work, AgentTask failed, CancellationToken cancellationToken)
    {
        var reason = failed.Reason;
        await work.MoveTaskAsync(failed, TaskMove.Retry, "system", null, cancellationToken);
        failed.BeginAnew();
        failed.NextPrompt = reason is null ? null : TaskPrompts.Retry(failed, reason, null);
    }

    private static async Task FailAsync(
        Work work,
        AgentTask task,
        AgentTask failed,
        string reason,
        CancellationToken cancellationToken
    )
    {
        task.DeadlockedBy = null;
        work.Append(task.Id, "system", new DeadlockUnresolvable(failed.Id, reason));
        await work.MoveTaskAsync(task, TaskMove.Fail, "system", reason, cancellationToken);
    }
}
