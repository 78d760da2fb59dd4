using Microsoft.EntityFrameworkCore;
using Polpo.Core.Agents;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Attempts;

/// <summary>Whether a pending task may be assigned now.</summary>
internal abstract record Readiness
{
    public sealed record Ready : Readiness;

    public sealed record Waits(string Reason) : Readiness;

    /// <summary>What it depends on is no longer there.</summary>
    public sealed record Gone(string Dependency) : Readiness;

    /// <param name="Quiet">Nothing else of the workspace runs, waits for a person or could start: nobody will mend it by going on.</param>
    public sealed record Blocked(AgentTask Dependency, bool Quiet) : Readiness;

    public static async Task<Readiness> LookAsync(
        Work work,
        AgentTask task,
        Roster roster,
        CancellationToken cancellationToken
    )
    {
        if (task.Held)
            return new Waits($"Waits: {task.Part?.Group ?? "what asked for it"} is paused.");
        // Never all tasks of the workspace: most have ended long ago.
        var needed = task.DependsOn.Select(Id<AgentTask>.Parse).ToList();
        var others = await work
            .Db.Set<AgentTask>()
            .AsNoTracking()
            .Where(row => row.Workspace == task.Workspace && row.Id != task.Id)
            .Where(row =>
                row.Status == TaskStatus.Assigned
                || row.Status == TaskStatus.InProgress
                || row.Status == TaskStatus.Review
                || row.Status == TaskStatus.AwaitingApproval
                || needed.Contains(row.Id)
            )
            .ToListAsync(cancellationToken);
        if (task.DependsOn.FirstOrDefault(id => !others.Exists(row => row.Id.Text == id)) is { } gone)
            return new Gone(gone);
        var open = others
            .Where(row => task.DependsOn.Contains(row.Id.Text) && row.Status != TaskStatus.Done)
            .OrderBy(row => row.Status == TaskStatus.Failed ? 0 : 1)
            .ToList();
        if (open is [{ Status: TaskStatus.Failed } failed, ..])
            return new Blocked(
                failed,
                !others.Exists(row => !row.Status.IsTerminal() && row.Status != TaskStatus.Pending)
                    && !await AnotherIsReadyAsync(work, task, cancellationToken)
            );
        return open is [{ } first, ..] ? new Waits($"Waits for \"{first.Title}\".") : Slot(task, roster, others);
    }

    private static Readiness Slot(AgentTask task, Roster roster, List<AgentTask> others)
    {
        var busy = others
            .Where(row => row.Status is TaskStatus.Assigned or TaskStatus.InProgress or TaskStatus.Review)
            .ToList();
        if (roster.Settings.MaxConcurrency is { } all && busy.Count >= all)
            return new Waits($"Waits for a free slot: {all} tasks run at once (settings.maxConcurrency).");
        if (
            roster.Find(task.AssignTo)?.MaxConcurrency is { } own
            && busy.Count(row => row.AssignTo == task.AssignTo) >= own
        )
            return new Waits($"Waits until \"{task.AssignTo}\" is free: it does {own} at once (maxConcurrency).");
        return new Ready();
    }

    private static async Task<bool> AnotherIsReadyAsync(Work work, AgentTask task, CancellationToken cancellationToken)
    {
        var pending = await work
            .Db.Set<AgentTask>()
            .AsNoTracking()
            .Where(row => row.Workspace == task.Workspace && row.Status == TaskStatus.Pending && row.Id != task.Id)
            .Select(row => row.DependsOn)
            .ToListAsync(cancellationToken);
        var named = pending.SelectMany(list => list).Distinct().Select(Id<AgentTask>.Parse).ToList();
        var done = await work
            .Db.Set<AgentTask>()
            .Where(row => named.Contains(row.Id) && row.Status == TaskStatus.Done)
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        return pending.Exists(list => list.All(id => done.Exists(one => one.Text == id)));
    }
}
