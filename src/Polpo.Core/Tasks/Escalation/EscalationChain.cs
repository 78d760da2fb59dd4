using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Tasks.Holding;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Escalation;

/// <summary>Takes over where a task's own retries are spent: the next level of the policy, one attempt each.</summary>
internal sealed class EscalationChain(TaskGates gates)
{
    private const string OwnGate = "esc-";

    /// <summary>Whether a request is that of a level that asks a person.</summary>
    public static bool IsOwn(Approval approval) => approval.GateId.StartsWith(OwnGate, StringComparison.Ordinal);

    /// <returns>False: no level is left, and the task fails.</returns>
    public async Task<bool> GoOnAsync(
        Work work,
        AgentTask task,
        Roster roster,
        TaskStep step,
        CancellationToken cancellationToken
    )
    {
        var policy = EscalationPolicy.Read(roster.Settings);
        while (policy.After(task.EscalationLevel) is { } level)
        {
            task.EscalationLevel = level.Number;
            var target =
                level.Handler == EscalationHandler.Agent ? level.Target ?? roster.Find(task.AssignTo)?.ReportsTo : null;
            // A level for an agent that is not there is passed over: the next one is its remedy.
            if (level.Handler == EscalationHandler.Agent && (target is null || roster.Find(target) is null))
                continue;
            work.Append(
                task.Id,
                "system",
                new EscalationTriggered(level.Number, level.Handler.ToString().ToLowerInvariant(), target)
            );
            task.EscalationDueAt = level.Timeout is { } limit ? work.Now + limit : null;
            switch (level.Handler)
            {
                case EscalationHandler.Agent:
                    task.AssignTo = target!; // looked up above
                    task.EscalatedModel = null;
                    await NewAttemptAsync(work, task, step.Reason, cancellationToken);
                    break;
                case EscalationHandler.Orchestrator:
                    await AskModelAsync(work, task, cancellationToken);
                    break;
                default:
                    await AskPersonAsync(work, task, roster, policy, level, step, cancellationToken);
                    break;
            }
            return true;
        }
        return false;
    }

    public static async Task NewAttemptAsync(
        Work work,
        AgentTask task,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        await work.CloseAttemptAsync(task, cancellationToken);
        await work.MoveTaskAsync(task, task.AgainMove, "system", reason, cancellationToken);
    }

    /// <summary>The model is asked outside this transaction, by the driver.</summary>
    private static async Task AskModelAsync(Work work, AgentTask task, CancellationToken cancellationToken)
    {
        task.RewritePending = true;
        task.UpdatedAt = work.Now;
        task.Version++;
        if (task.Status == TaskStatus.AwaitingApproval)
            await work.MoveTaskAsync(task, TaskMove.ApproveResult, "system", null, cancellationToken);
    }

    private async Task AskPersonAsync(
        Work work,
        AgentTask task,
        Roster roster,
        EscalationPolicy policy,
        EscalationLevel level,
        TaskStep step,
        CancellationToken cancellationToken
    )
    {
        var gate = new ApprovalGate
        {
            Id = OwnGate + task.Id,
            Name = $"{policy.Name}, level {level.Number}",
            Handler = GateHandler.Human,
            Hook = HookPoint.TaskFail,
            NotifyChannels = level.NotifyChannels,
            Timeout = level.Timeout,
            TimeoutAction = policy.After(level.Number) is null ? TimeoutAction.Reject : TimeoutAction.Escalate,
        };
        var message =
            $"{step.Reason} It came to level {level.Number} of the escalation: approve one more attempt, reject it to let it fail, or reject it with what is to change.";
        work.Append(task.Id, "system", new EscalationHuman(level.Number, message, level.NotifyChannels));
        var question = TaskGates.Question(task, roster.Settings, HookPoint.TaskFail, step);
        await gates.HoldAsync(work, task, question, gate, message, cancellationToken);
    }
}
