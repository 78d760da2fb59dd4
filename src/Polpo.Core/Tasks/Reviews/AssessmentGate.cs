using Polpo.Core.Approvals.Gates;
using Polpo.Core.Tasks.Holding;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Tasks.Reviews;

/// <summary>Whether a result may be assessed now. What is never assessed is never done.</summary>
internal sealed class AssessmentGate(IDatabase database, TaskGates gates, TaskRosters rosters)
{
    private static readonly HookPoint[] Points = [HookPoint.AssessmentRun];

    public async Task<bool> IsOpenAsync(Owned owner, AgentTask seen, CancellationToken cancellationToken)
    {
        var settings = (await rosters.OfAsync(seen, cancellationToken)).Settings;
        if (!gates.StandAt(settings, Points))
            return true;
        return await database.WriteAsync(
            owner,
            async work =>
            {
                var task = await work.TaskAsync(seen.Id, cancellationToken);
                if (task.Status != TaskStatus.Review)
                    return false;
                var step = new TaskStep(TaskStatus.Review);
                if (await gates.StopAsync(work, task, settings, Points, step, cancellationToken) is not { } stopped)
                    return true;
                if (stopped.Blocked is { } reason)
                    await work.MoveTaskAsync(
                        task,
                        TaskMove.Fail,
                        "system",
                        $"Its result was not assessed. {reason}",
                        cancellationToken
                    );
                return false;
            },
            cancellationToken
        );
    }
}
