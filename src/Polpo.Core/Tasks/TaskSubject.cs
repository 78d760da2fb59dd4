using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks;

/// <summary>The driver of tasks: reads the row, does what its state calls for, and goes on until it has to wait.</summary>
internal sealed class TaskSubject(IDatabase database, TaskStart start, TaskAttempt attempt, TaskReview review, TaskFinish finish) : ISubjectHandler
{
    public string Kind => TaskWork.Kind;

    public int MaxConcurrency => 256;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<AgentTask>.Parse(subject.Id);
        while (await database.ReadAsync(db => db.Set<AgentTask>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken), cancellationToken) is { } task)
        {
            var next = task.Status switch
            {
                TaskStatus.Pending => await start.AssignAsync(subject, task, cancellationToken),
                TaskStatus.Assigned => await start.StartAsync(subject, task, cancellationToken),
                TaskStatus.InProgress => await attempt.FollowAsync(subject, task, cancellationToken),
                TaskStatus.Review => await review.ReviewAsync(subject, task, cancellationToken),
                TaskStatus.Done or TaskStatus.Failed when task.Reassessing => await review.ReassessAsync(subject, task, cancellationToken),
                TaskStatus.Done or TaskStatus.Failed => await finish.FinishAsync(subject, task, cancellationToken),
                _ => Next.WhenWoken,
            };
            if (next is { } waiting)
                return waiting;
        }
        return Next.WhenWoken;
    }
}
