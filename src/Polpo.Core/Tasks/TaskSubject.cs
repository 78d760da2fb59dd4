using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks;

/// <summary>The driver of tasks: reads the row, does what its state calls for, and goes on until it has to wait.</summary>
internal sealed partial class TaskSubject(
    IDatabase database,
    TaskReach reach,
    TaskSteps steps,
    ILogger<TaskSubject> logger
) : ISubjectHandler
{
    private const int Tries = 3;

    public string Kind => TaskWork.Kind;

    public int MaxConcurrency => 256;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<AgentTask>.Parse(subject.Id);
        return await reach.SeesAsync(subject, id, cancellationToken)
            ? await Steps.TakeAsync(
                () =>
                    database.ReadAsync(
                        db => db.Set<AgentTask>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
                        cancellationToken
                    ),
                task => steps.StepAsync(subject, task, cancellationToken),
                (task, wrong) => FailAsync(subject, task, wrong, cancellationToken),
                Tries
            )
            : Next.Elsewhere;
    }

    /// <summary>What the driver cannot do is told in words, and fails the task: nobody waits for ever.</summary>
    private Task FailAsync(Owned subject, AgentTask seen, Exception wrong, CancellationToken cancellationToken)
    {
        if (wrong is not RefusedException)
            LogBroken(logger, wrong, seen.Id);
        var reason = Steps.Reason(wrong, seen.Id);
        return database.WriteAsync(
            subject,
            async work =>
            {
                var task = await work.TaskAsync(seen.Id, cancellationToken);
                task.Reassessing = false;
                if (seen.Status.IsTerminal())
                    task.Reason = reason;
                else if (!task.Status.IsTerminal())
                {
                    await work.MoveTaskAsync(task, TaskMove.Fail, "system", reason, cancellationToken);
                    work.Wake(TaskWork.WakeOf(task)); // this run is over: another gives back what the task held
                }
            },
            cancellationToken
        );
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Task {Task} broke")]
    private static partial void LogBroken(ILogger logger, Exception wrong, string task);
}
