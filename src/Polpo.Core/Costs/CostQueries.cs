using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Agents;
using Polpo.Core.Budgets;
using Polpo.Core.Budgets.Spending;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Costs;

/// <summary>What work has cost, by whom and for what, in the workspaces that the caller sees.</summary>
public sealed class CostQueries(IDatabase database, WorkspaceQueries workspaces, AgentRoster rosters, TimeProvider time)
{
    /// <summary>The dearest first.</summary>
    /// <param name="workspace">Null: all that the caller sees.</param>
    /// <param name="month">Null: the present one.</param>
    public async Task<IReadOnlyList<CostLine>> ReadAsync(
        CostBy by,
        Id<Workspace>? workspace,
        string? month,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        caller.Require(PermissionKeys.StatisticsView);
        var chosen = month is null ? BudgetMonth.Of(time.GetUtcNow()) : BudgetMonth.Parse(month);
        var seen = workspace is { } one
            ? [await workspaces.GetAsync(one, caller, cancellationToken)]
            : await workspaces.ListAsync(caller, cancellationToken);
        List<string> ids = [.. seen.Select(row => row.Id.Text)];
        var (costs, tasks, users) = await database.ReadAsync(
            async db =>
            {
                var rows = await db.Set<Cost>()
                    .Where(row => row.Month == chosen && ids.Contains(row.Workspace))
                    .ToListAsync(cancellationToken);
                return (
                    rows,
                    await TasksAsync(db, rows, cancellationToken),
                    await db.Set<User>().ToDictionaryAsync(row => row.Id.Text, row => row.Name, cancellationToken)
                );
            },
            cancellationToken
        );
        var names = new CostNames(seen, users, tasks, rosters);
        return
        [
            .. costs
                .GroupBy(row => names.Of(by, row))
                .Select(group => Line(group.Key.Key, group.Key.Name, [.. group], tasks))
                .OrderByDescending(line => line.Money.Micros)
                .ThenByDescending(line => line.Input + line.Output)
                .ThenBy(line => line.Name, StringComparer.Ordinal),
        ];
    }

    private static async Task<Dictionary<string, AgentTask>> TasksAsync(
        PolpoDb db,
        IReadOnlyList<Cost> costs,
        CancellationToken cancellationToken
    )
    {
        List<Id<AgentTask>> ids =
        [
            .. costs.Where(row => row.Task.Length > 0).Select(row => Id<AgentTask>.Parse(row.Task)).Distinct(),
        ];
        var tasks = new Dictionary<string, AgentTask>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(500))
        foreach (
            var task in await db.Set<AgentTask>().Where(row => some.Contains(row.Id)).ToListAsync(cancellationToken)
        )
            tasks[task.Id] = task;
        return tasks;
    }

    private static CostLine Line(
        string key,
        string name,
        IReadOnlyList<Cost> costs,
        Dictionary<string, AgentTask> tasks
    )
    {
        var reviews = costs.Where(row => row.Purpose == Purpose.Review).ToList();
        return new CostLine(
            key,
            name,
            costs.Sum(row => row.Calls),
            costs.Sum(row => row.Unpriced),
            new Usd(costs.Sum(row => row.Money)),
            costs.Sum(row => row.InputTokens),
            costs.Sum(row => row.OutputTokens),
            new Usd(reviews.Sum(row => row.Money)),
            TimeSpan.FromMilliseconds(reviews.Sum(row => row.Milliseconds)),
            Outcome([.. costs.Select(row => tasks.GetValueOrDefault(row.Task)).OfType<AgentTask>().Distinct()])
        );
    }

    private static CostOutcome Outcome(IReadOnlyList<AgentTask> tasks) =>
        new(
            tasks.Count(task => task.Merged),
            tasks.Count(task => task is { Merged: false, Status: TaskStatus.Done }),
            tasks.Count(task => task is { Merged: false, Status: TaskStatus.Failed }),
            tasks.Count(task => task is { Merged: false, Status: not (TaskStatus.Done or TaskStatus.Failed) })
        );
}
