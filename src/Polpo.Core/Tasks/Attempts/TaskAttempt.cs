using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Holding;
using Polpo.Core.Tasks.Reviews;
using Polpo.Core.Tools;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Attempts;

/// <summary>Follows a running attempt: its turn's end, or its time limit.</summary>
internal sealed class TaskAttempt(
    IDatabase database,
    IBlobs blobs,
    IJournal journal,
    TaskAssessor assessor,
    TaskGates gates,
    RunningTurns running,
    TimeProvider time
)
{
    /// <summary>Where the results of tasks with side effects wait, whatever the settings say.</summary>
    private static readonly ApprovalGate SideEffects = new()
    {
        Id = "side-effects",
        Name = "side effects",
        Handler = GateHandler.Human,
        Hook = HookPoint.TaskComplete,
        MaxRevisions = 100,
    };

    /// <returns>Null when the task has moved on; otherwise when to look again.</returns>
    public async Task<Next?> FollowAsync(Owned owner, AgentTask task, CancellationToken cancellationToken)
    {
        var (session, turn) = await database.ReadAsync(
            async db =>
                (
                    await db.Set<Session>().SingleAsync(row => row.Id == task.Session!.Value, cancellationToken),
                    await db.Set<Turn>()
                        .SingleAsync(
                            row => row.Session == task.Session!.Value && row.Key == task.TurnKey,
                            cancellationToken
                        )
                ),
            cancellationToken
        );
        if (turn.Status == TurnStatus.Requested)
            return await InTimeAsync(owner, task, cancellationToken);
        var outcomes = await OutcomesAsync(session, turn, cancellationToken);
        await database.WriteAsync(
            owner,
            work => EndAsync(work, task.Id, session, turn, outcomes, cancellationToken),
            cancellationToken
        );
        if (task.Spec.SideEffects && turn.Status == TurnStatus.Done)
            await AskApprovalAsync(owner, task.Id, session, cancellationToken);
        return null;
    }

    /// <summary>A result with side effects waits for a person, who sees what the checks said.</summary>
    private async Task AskApprovalAsync(
        Owned owner,
        Id<AgentTask> id,
        Session session,
        CancellationToken cancellationToken
    )
    {
        var task = await database.ReadAsync(
            db => db.Set<AgentTask>().SingleAsync(row => row.Id == id, cancellationToken),
            cancellationToken
        );
        var evidence = await assessor.AssessAsync(owner, task, session, evidenceOnly: true, cancellationToken);
        await database.WriteAsync(
            owner,
            async work =>
            {
                var row = await work.TaskAsync(id, cancellationToken);
                if (row.Status != TaskStatus.InProgress)
                    return;
                var step = new TaskStep(TaskStatus.Review) { Assessment = evidence.Result };
                row.Assessments++;
                row.AssessmentBlob = evidence.Blob;
                work.Append(id, "system", new TaskAssessed("evidence", evidence.Result.Passed, null, evidence.Blob));
                await gates.HoldAsync(
                    work,
                    row,
                    TaskGates.Question(row, new RosterSettings(), HookPoint.TaskComplete, step),
                    SideEffects,
                    "It has side effects: approve the result, or reject it with what is to change.",
                    cancellationToken
                );
            },
            cancellationToken
        );
    }

    private async Task<Next?> InTimeAsync(Owned owner, AgentTask seen, CancellationToken cancellationToken)
    {
        var (limit, levelEnds) = AttemptLimit.Of(seen);
        if (time.GetUtcNow() < limit)
            return Next.At(limit);
        var late = await database.WriteAsync(
            owner,
            work => StopLateAsync(work, seen, limit, levelEnds, cancellationToken),
            cancellationToken
        );
        if (!late)
            return Next.At(limit);
        running.Cancel(seen.Session!.Value);
        return null;
    }

    /// <param name="levelEnds">It is the escalation level's time that is up: its result is looked at, and the next level follows.</param>
    private static async Task<bool> StopLateAsync(
        Work work,
        AgentTask seen,
        DateTimeOffset limit,
        bool levelEnds,
        CancellationToken cancellationToken
    )
    {
        if (work.Now < limit)
            return false;
        var task = await work.TaskAsync(seen.Id, cancellationToken);
        var reason = levelEnds
            ? $"Stopped when the time of level {task.EscalationLevel} of the escalation was up (timeoutMs)."
            : $"Stopped at its time limit of {TimeSpan.FromMilliseconds(seen.MaxDurationMs).TotalSeconds:0.#} s (maxDuration).";
        await work.StopSessionsAsync(task, reason, "system", cancellationToken);
        (task.ExitCode, task.TurnReason) = (124, reason);
        task.DurationMs = levelEnds
            ? (long)(work.Now - task.AttemptStartedAt!.Value).TotalMilliseconds
            : seen.MaxDurationMs;
        if (levelEnds)
            (task.Phase, task.EscalationDueAt) = (TaskPhase.Review, null);
        var move = levelEnds ? TaskMove.Deliver : TaskMove.Fail;
        await work.MoveTaskAsync(task, move, "system", reason, cancellationToken);
        return true;
    }

    private static async Task EndAsync(
        Work work,
        Id<AgentTask> id,
        Session session,
        Turn turn,
        string? outcomes,
        CancellationToken cancellationToken
    )
    {
        var task = await work.TaskAsync(id, cancellationToken);
        if (task.Status != TaskStatus.InProgress)
            return;
        task.Head = session.Head;
        task.ExitCode = turn.Status == TurnStatus.Done ? 0 : 1;
        task.Answer = turn.Text;
        task.DurationMs = (long)(turn.EndedAt!.Value - task.AttemptStartedAt!.Value).TotalMilliseconds;
        task.OutcomesBlob = outcomes;
        task.TurnReason = turn.Reason;
        await SumAsync(work, task, cancellationToken);
        if (turn.Capped || turn.Final || turn.Status == TurnStatus.Canceled)
        {
            await work.MoveTaskAsync(task, TaskMove.Fail, "system", turn.Reason, cancellationToken);
            return;
        }
        if (task.Spec.SideEffects && turn.Status == TurnStatus.Done)
            return;
        task.Phase = TaskPhase.Review;
        await work.MoveTaskAsync(task, TaskMove.Deliver, "system", turn.Reason, cancellationToken);
    }

    /// <summary>What the task has cost over all of its sessions.</summary>
    public static async Task SumAsync(Work work, AgentTask task, CancellationToken cancellationToken)
    {
        var sessions = await work
            .Db.Set<Session>()
            .AsNoTracking()
            .Where(row => row.DriverId == task.Id.Text)
            .ToListAsync(cancellationToken);
        task.Cost = sessions.Aggregate(Usd.Zero, (sum, session) => sum + session.Cost);
        task.Turns = sessions.Where(session => !session.ReadOnly).Sum(session => session.Replies);
    }

    /// <summary>The outcomes that the turn registered, stored; null when there are none.</summary>
    private async Task<string?> OutcomesAsync(Session session, Turn turn, CancellationToken cancellationToken)
    {
        if (turn is { Number: 1, ToolCalls: 0, Status: TurnStatus.Done })
            return null;
        var outcomes = new List<Outcome>();
        for (long after = 0; ; )
        {
            var facts = await journal.ReadAsync(session.Workspace, after, 500, session.Id, cancellationToken);
            outcomes.AddRange(
                facts
                    .Where(fact => fact.Type == ToolFinished.Type)
                    .Select(fact => fact.Read<ToolFinished>().Outcome)
                    .OfType<Outcome>()
            );
            if (facts.Count < 500)
                break;
            after = facts[^1].Seq;
        }
        return outcomes.Count == 0
            ? null
            : await blobs.WriteTextAsync(JsonSerializer.Serialize(outcomes, FactJson.Options), cancellationToken);
    }
}
