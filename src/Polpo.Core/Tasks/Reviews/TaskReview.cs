using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tasks.Results;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Reviews;

/// <summary>Looks at a result: a question is answered, all else is assessed.</summary>
internal sealed class TaskReview(
    IDatabase database,
    TaskAssessor assessor,
    TaskClarification clarification,
    AssessmentGate gate,
    TaskFinish finish
)
{
    private const string InTheWay =
        "It passes now, but another result of the same work changes the same places. Retry it: it then starts from both.";

    /// <summary>Assesses a result. What follows from it is the next step, so that nothing is assessed twice.</summary>
    public async Task<Next?> ReviewAsync(Owned owner, AgentTask seen, CancellationToken cancellationToken)
    {
        var session = await SessionAsync(seen, cancellationToken);
        if (await clarification.AskedAsync(seen, session, cancellationToken) is { } asked)
        {
            await database.WriteAsync(
                owner,
                work => AnswerAsync(work, seen.Id, asked, cancellationToken),
                cancellationToken
            );
            return null;
        }
        if (!await gate.IsOpenAsync(owner, seen, cancellationToken))
            return null;
        var assessed = await assessor.AssessAsync(owner, seen, session, evidenceOnly: false, cancellationToken);
        await database.WriteAsync(
            owner,
            async work =>
            {
                var task = await work.TaskAsync(seen.Id, cancellationToken);
                if (task.Status != TaskStatus.Review)
                    return;
                var result = assessed.Result;
                (task.Decided, task.AssessmentBlob, task.UpdatedAt) = (true, assessed.Blob, work.Now);
                task.Score = result.GlobalScore;
                task.Assessments++;
                task.Version++;
                await TaskAttempt.SumAsync(work, task, cancellationToken);
                work.Append(
                    task.Id,
                    "system",
                    new TaskAssessed(result.Trigger, result.Passed, result.GlobalScore, assessed.Blob)
                );
            },
            cancellationToken
        );
        return null;
    }

    /// <summary>Assesses a finished task once more; only its verdict may change.</summary>
    public async Task<Next?> ReassessAsync(Owned owner, AgentTask seen, CancellationToken cancellationToken)
    {
        var session = await SessionAsync(seen, cancellationToken);
        var assessed = await assessor.AssessAsync(owner, seen, session, evidenceOnly: false, cancellationToken);
        var prepared =
            seen.Status == TaskStatus.Failed && assessed.Result.Passed
                ? await finish.PrepareAsync(owner, seen, session, assessed.Result, cancellationToken)
                : null;
        await database.WriteAsync(
            owner,
            work => ReassessedAsync(work, seen.Id, assessed, prepared, cancellationToken),
            cancellationToken
        );
        return null;
    }

    private static async Task ReassessedAsync(
        Work work,
        Id<AgentTask> id,
        Assessed assessed,
        PreparedResult? prepared,
        CancellationToken cancellationToken
    )
    {
        var task = await work.TaskAsync(id, cancellationToken);
        var result = assessed.Result;
        (task.Reassessing, task.AssessmentBlob, task.Score) = (false, assessed.Blob, result.GlobalScore);
        task.Assessments++;
        work.Append(task.Id, "system", new TaskAssessed("reassess", result.Passed, result.GlobalScore, assessed.Blob));
        var move = result.Passed ? TaskMove.ReassessPass : TaskMove.ReassessFail;
        if (prepared is { Result: null })
            task.Reason = InTheWay;
        else if (task.Status.After(move) is not null)
        {
            prepared?.Result?.Store(work, task);
            var reason = result.Passed ? null : TaskDecision.Why(task, result);
            await work.MoveTaskAsync(task, move, "system", reason, cancellationToken);
        }
    }

    private static async Task AnswerAsync(
        Work work,
        Id<AgentTask> id,
        Clarified asked,
        CancellationToken cancellationToken
    )
    {
        var task = await work.TaskAsync(id, cancellationToken);
        if (task.Status != TaskStatus.Review)
            return;
        task.QuestionRounds++;
        task.Phase = TaskPhase.Clarification;
        task.NextPrompt = TaskPrompts.Answered(asked.Question, asked.Answer);
        work.Append(id, task.AssignTo, new TaskQuestion(asked.Question));
        work.Append(id, "system", new TaskAnswered(asked.Answer));
        await work.MoveTaskAsync(task, TaskMove.TryAgain, "system", null, cancellationToken);
    }

    private Task<Session> SessionAsync(AgentTask task, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db => db.Set<Session>().SingleAsync(row => row.Id == task.Session!.Value, cancellationToken),
            cancellationToken
        );
}
