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

/// <summary>From review to done, to another attempt, or to failed.</summary>
internal sealed class TaskReview(
    IDatabase database,
    TaskAssessor assessor,
    TaskClarification clarification,
    AgentRoster rosters,
    TaskOptions options,
    TaskFinish finish
)
{
    public async Task<Next?> ReviewAsync(Owned owner, AgentTask seen, CancellationToken cancellationToken)
    {
        var session = await database.ReadAsync(
            db => db.Set<Session>().SingleAsync(row => row.Id == seen.Session!.Value, cancellationToken),
            cancellationToken
        );
        if (await clarification.AskedAsync(seen, session, cancellationToken) is { } asked)
        {
            await database.WriteAsync(
                owner,
                work => AnswerAsync(work, seen.Id, asked, cancellationToken),
                cancellationToken
            );
            return null;
        }
        var assessed = await assessor.AssessAsync(owner, seen, session, evidenceOnly: false, cancellationToken);
        var repository = await database.ReadAsync(
            db =>
                db.Set<Workspace>()
                    .Where(row => row.Id == seen.Workspace)
                    .Select(row => row.RepositoryPath)
                    .SingleAsync(cancellationToken),
            cancellationToken
        );
        var decision = TaskDecision.For(
            seen,
            assessed.Result,
            options,
            rosters.Read(repository).Find(seen.AssignTo)?.ReportsTo
        );
        if (decision is TaskDecision.Pass)
            await finish.PrepareAsync(owner, seen, session, assessed, cancellationToken);
        await database.WriteAsync(
            owner,
            work => DecideAsync(work, seen.Id, assessed, decision, cancellationToken),
            cancellationToken
        );
        return null;
    }

    /// <summary>Assesses a finished task once more; only its verdict may change.</summary>
    public async Task<Next?> ReassessAsync(Owned owner, AgentTask seen, CancellationToken cancellationToken)
    {
        var session = await database.ReadAsync(
            db => db.Set<Session>().SingleAsync(row => row.Id == seen.Session!.Value, cancellationToken),
            cancellationToken
        );
        var assessed = await assessor.AssessAsync(owner, seen, session, evidenceOnly: false, cancellationToken);
        if (seen.Status == TaskStatus.Failed && assessed.Result.Passed)
            await finish.PrepareAsync(owner, seen, session, assessed, cancellationToken);
        await database.WriteAsync(
            owner,
            async work =>
            {
                var task = await work.TaskAsync(seen.Id, cancellationToken);
                (task.Reassessing, task.AssessmentBlob) = (false, assessed.Blob);
                task.Assessments++;
                work.Append(
                    task.Id,
                    "system",
                    new TaskAssessed("reassess", assessed.Result.Passed, assessed.Result.GlobalScore, assessed.Blob)
                );
                var move = assessed.Result.Passed ? TaskMove.ReassessPass : TaskMove.ReassessFail;
                if (task.Status.After(move) is not null)
                    await work.MoveTaskAsync(
                        task,
                        move,
                        "system",
                        assessed.Result.Passed ? null : TaskDecision.Why(task, assessed.Result),
                        cancellationToken
                    );
            },
            cancellationToken
        );
        return null;
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

    private static async Task DecideAsync(
        Work work,
        Id<AgentTask> id,
        Assessed assessed,
        TaskDecision decision,
        CancellationToken cancellationToken
    )
    {
        var task = await work.TaskAsync(id, cancellationToken);
        if (task.Status != TaskStatus.Review)
            return;
        var result = assessed.Result;
        task.Assessments++;
        task.AssessmentBlob = assessed.Blob;
        await TaskAttempt.SumAsync(work, task, cancellationToken);
        work.Append(id, "system", new TaskAssessed(result.Trigger, result.Passed, result.GlobalScore, assessed.Blob));
        switch (decision)
        {
            case TaskDecision.Pass:
                await work.MoveTaskAsync(task, TaskMove.Pass, "system", null, cancellationToken);
                break;
            case TaskDecision.AssessAgain:
                task.AssessmentRetries++;
                task.UpdatedAt = work.Now;
                break;
            case TaskDecision.Fix:
                task.FixAttempts++;
                task.Phase = TaskPhase.Fix;
                task.NextPrompt = TaskPrompts.Fix(task, result);
                work.Append(id, "system", new TaskFix(task.FixAttempts));
                await work.MoveTaskAsync(task, TaskMove.TryAgain, "system", null, cancellationToken);
                break;
            case TaskDecision.Retry retry:
                await RetryAsync(work, task, retry, assessed, cancellationToken);
                break;
            case TaskDecision.Fail fail:
                await work.MoveTaskAsync(task, TaskMove.Fail, "system", fail.Reason, cancellationToken);
                break;
        }
    }

    private static async Task RetryAsync(
        Work work,
        AgentTask task,
        TaskDecision.Retry retry,
        Assessed assessed,
        CancellationToken cancellationToken
    )
    {
        var why = TaskDecision.Why(task, assessed.Result);
        task.NextPrompt = TaskPrompts.Retry(task, why, assessed.Result);
        await CloseSessionAsync(work, task, cancellationToken);
        task.Retries++;
        task.FixAttempts = 0;
        task.Phase = TaskPhase.Execution;
        task.OutcomesBlob = null;
        work.Append(task.Id, "system", new TaskRetried(task.Retries, why));
        if (retry.Escalates)
        {
            task.Escalated = true;
            task.AssignTo = retry.Agent ?? task.AssignTo;
            task.EscalatedModel = retry.Model;
            work.Append(task.Id, "system", new TaskEscalated(task.AssignTo, retry.Model));
        }
        await work.MoveTaskAsync(task, TaskMove.TryAgain, "system", why, cancellationToken);
    }

    private static async Task CloseSessionAsync(Work work, AgentTask task, CancellationToken cancellationToken)
    {
        work.EndSession(
            await work.Db.Set<Session>().SingleAsync(row => row.Id == task.Session!.Value, cancellationToken)
        );
        task.Session = null;
    }
}
