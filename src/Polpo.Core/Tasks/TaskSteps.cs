using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tasks.Deadlocks;
using Polpo.Core.Tasks.Results;
using Polpo.Core.Tasks.Reviews;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks;

/// <summary>What the state of a task calls for.</summary>
internal sealed class TaskSteps(
    TaskStart start,
    TaskAttempt attempt,
    TaskReview review,
    TaskDecided decided,
    TaskFinish finish,
    DeadlockResolution deadlocks
)
{
    /// <returns>Null when the task has moved on; otherwise when to look again.</returns>
    public async Task<Next?> StepAsync(Owned subject, AgentTask task, CancellationToken cancellationToken) =>
        task switch
        {
            { Status: TaskStatus.Pending, DeadlockedBy: not null } => await deadlocks.ResolveAsync(
                subject,
                task,
                cancellationToken
            ),
            { Status: TaskStatus.Pending } => await start.AssignAsync(subject, task, cancellationToken),
            { Status: TaskStatus.Assigned } => await start.StartAsync(subject, task, cancellationToken),
            { Status: TaskStatus.InProgress } => await attempt.FollowAsync(subject, task, cancellationToken),
            { Status: TaskStatus.Review, Decided: true }
            or { Status: TaskStatus.AwaitingApproval, Decided: true, Approval: null } => await decided.GoOnAsync(
                subject,
                task,
                cancellationToken
            ),
            { Status: TaskStatus.Review } => await review.ReviewAsync(subject, task, cancellationToken),
            { Status: TaskStatus.Done or TaskStatus.Failed, Reassessing: true } => await review.ReassessAsync(
                subject,
                task,
                cancellationToken
            ),
            { Status: TaskStatus.Done or TaskStatus.Failed } => await finish.FinishAsync(
                subject,
                task,
                cancellationToken
            ),
            _ => Next.WhenWoken,
        };
}
