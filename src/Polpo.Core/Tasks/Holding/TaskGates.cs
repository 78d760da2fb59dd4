using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Holding;

/// <summary>What stopped a task: a gate that blocks it, or a person who is asked now.</summary>
/// <param name="Blocked">Why, as a sentence; null: it waits for a person.</param>
internal sealed record Stopped(string? Blocked);

/// <summary>Asks the gates before a step of a task, and has it wait for a person where one is to decide.</summary>
internal sealed class TaskGates(GateLine line, TimeProvider time)
{
    /// <summary>Whether there is anything to ask at one of these points.</summary>
    public bool StandAt(RosterSettings settings, IEnumerable<HookPoint> points) =>
        points.Any(point => line.StandsAt(settings, point));

    /// <returns>Null: all gates are open.</returns>
    public async Task<Stopped?> StopAsync(
        Work work,
        AgentTask task,
        RosterSettings settings,
        IEnumerable<HookPoint> points,
        TaskStep step,
        CancellationToken cancellationToken
    )
    {
        foreach (var point in points)
        {
            var question = Question(task, settings, point, step);
            switch (await line.AskAsync(work, question, cancellationToken))
            {
                case GateVerdict.Blocked blocked:
                    // A failure is blocked once a gate; else it would be tried for ever.
                    if (point == HookPoint.TaskFail)
                        task.PassedGates = [.. task.PassedGates, blocked.GateId];
                    return new Stopped(blocked.Reason);
                case GateVerdict.Ask ask:
                    await HoldAsync(work, task, question, ask.Gate, Why(ask.Gate, point), cancellationToken);
                    return new Stopped(null);
            }
        }
        return null;
    }

    public async Task HoldAsync(
        Work work,
        AgentTask task,
        GateQuestion question,
        ApprovalGate gate,
        string reason,
        CancellationToken cancellationToken
    )
    {
        if (gate.IncludeOutcomes)
            ShownOutcomes.Name(question.Data, [task.OutcomesBlob]);
        var approval = work.RequestApproval(Id<Approval>.New(time), question, gate, reason, task.Revisions);
        var move = task.Status switch
        {
            TaskStatus.Pending or TaskStatus.Assigned => TaskMove.Hold,
            TaskStatus.InProgress => TaskMove.AskApproval,
            TaskStatus.Review => TaskMove.HoldResult,
            _ => (TaskMove?)null,
        };
        if (move is { } hold)
            await work.MoveTaskAsync(task, hold, "system", reason, cancellationToken);
        else
            // One gate after another: it goes on waiting.
            (task.Reason, task.UpdatedAt, task.Version) = (reason, work.Now, task.Version + 1);
        task.Approval = approval.Id;
    }

    public static GateQuestion Question(AgentTask task, RosterSettings settings, HookPoint point, TaskStep step) =>
        new(point, TaskWork.WakeOf(task), TaskData.For(task, point, step))
        {
            Workspace = task.Workspace,
            Settings = settings,
            Title = task.Title,
            Requester = task.Requester,
            RequesterName = task.RequesterName,
            Passed = task.OpenGates,
        };

    private static string Why(ApprovalGate gate, HookPoint point) =>
        $"Waits at the gate \"{gate.Name}\" ({point.Word()}). "
        + point switch
        {
            HookPoint.TaskFail =>
                "Approve one more attempt, reject it to let it fail, or reject it with what is to change.",
            HookPoint.TaskCreate or HookPoint.TaskSpawn or HookPoint.TaskTransition when gate.MaxRevisions == 0 =>
                "Approve it, or reject it to let it fail.",
            _ => "Approve it, reject it to let it fail, or reject it with what is to change.",
        };
}
