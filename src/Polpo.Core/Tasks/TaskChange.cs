using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Identity;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks;

/// <summary>What a person may set of a task that there is; null: as it was.</summary>
public sealed record TaskChange
{
    public double? Priority { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Takes the deadline away.</summary>
    public bool NoDeadline { get; init; }

    internal void Apply(Work work, AgentTask task, Caller caller)
    {
        if (task.Status.IsTerminal())
            throw new RefusedException(
                Refusal.Conflict,
                $"Task {task.Id} is {task.Status.Word()}; priority and deadline are those of unfinished tasks. Retry it first."
            );
        if (Priority is { } priority && !double.IsFinite(priority))
            throw new RefusedException(Refusal.Invalid, "priority must be a number.");
        if (NoDeadline && Deadline is not null)
            throw new RefusedException(Refusal.Invalid, "Give a deadline or noDeadline, not both.");
        task.Priority = Priority ?? task.Priority;
        if (NoDeadline || Deadline is not null)
            (task.Deadline, task.Sla) = (Deadline, SlaStatus.Open);
        task.UpdatedAt = work.Now;
        task.Version++;
        work.Append(task.Id, caller.Actor, new TaskChanged(task.Priority, task.Deadline));
        work.WatchDeadline(task);
        work.Wake(TaskWork.WakeOf(task));
    }
}
