using System.Data.Common;
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
        var conflicts = 0;
        if (!await reach.SeesAsync(subject, id, cancellationToken))
            return Next.Elsewhere;
        while (
            await database.ReadAsync(
                db => db.Set<AgentTask>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken),
                cancellationToken
            )
                is { } task
        )
        {
            try
            {
                if (await steps.StepAsync(subject, task, cancellationToken) is { } waiting)
                    return waiting;
            }
            catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict && ++conflicts < Tries)
            {
                // A person changed the task meanwhile: look again.
            }
            catch (Exception wrong)
                when (wrong
                        is not (
                            OperationCanceledException
                            or OwnershipLostException
                            or DbException
                            or DbUpdateException
                        )
                )
            {
                await FailAsync(subject, task, wrong, cancellationToken);
                return Next.WhenWoken;
            }
        }
        return Next.WhenWoken;
    }

    /// <summary>What the driver cannot do is told in words, and fails the task: nobody waits for ever.</summary>
    private Task FailAsync(Owned subject, AgentTask seen, Exception wrong, CancellationToken cancellationToken)
    {
        if (wrong is not RefusedException)
            LogBroken(logger, wrong, seen.Id);
        var reason =
            wrong is RefusedException
                ? wrong.Message
                : $"Something in Polpo broke: {wrong.Message} The server's log has the details ({seen.Id}).";
        return database.WriteAsync(
            subject,
            async work =>
            {
                var task = await work.TaskAsync(seen.Id, cancellationToken);
                task.Reassessing = false;
                if (seen.Status.IsTerminal())
                    task.Reason = reason;
                else if (!task.Status.IsTerminal())
                    await work.MoveTaskAsync(task, TaskMove.Fail, "system", reason, cancellationToken);
            },
            cancellationToken
        );
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Task {Task} broke")]
    private static partial void LogBroken(ILogger logger, Exception wrong, string task);
}
