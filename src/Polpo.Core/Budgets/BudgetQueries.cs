using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Budgets.Spending;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets;

/// <summary>A tier as it stands in a month. <paramref name="Budget"/> is null when it has none.</summary>
/// <param name="Percent">Of the limit that is nearest.</param>
public sealed record BudgetState(BudgetTier Tier, string Scope, string Month, Budget? Budget, Spend Spend, long Percent)
{
    public string State =>
        Budget is null ? "unlimited"
        : Percent >= 100 && (Budget.Block || Tier == BudgetTier.Task) ? "blocked"
        : Percent >= 100 ? "over"
        : Percent >= Budget.WarnPercent ? "warned"
        : "ok";
}

/// <summary>How the budgets stand.</summary>
public sealed class BudgetQueries(IDatabase database, WorkspaceQueries workspaces, TimeProvider time)
{
    /// <summary>The workspace's, its task's if one is named, and that of all workspaces for who may see the settings.</summary>
    /// <param name="month">Null: the present one.</param>
    public async Task<IReadOnlyList<BudgetState>> ReadAsync(
        Id<Workspace> workspace,
        string? task,
        string? month,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await workspaces.GetAsync(workspace, caller, cancellationToken);
        var chosen = month is null ? BudgetMonth.Of(time.GetUtcNow()) : BudgetMonth.Parse(month);
        var keys = TierKey
            .Of(workspace, task, chosen)
            .Where(key => key.Tier != BudgetTier.Global || caller.Rights.May(PermissionKeys.SettingsView))
            .ToList();
        return await database.ReadAsync<IReadOnlyList<BudgetState>>(
            async db =>
            {
                var states = new List<BudgetState>();
                foreach (var key in keys)
                    states.Add(await ReadAsync(db, key, workspace, cancellationToken));
                return states;
            },
            cancellationToken
        );
    }

    private static async Task<BudgetState> ReadAsync(
        PolpoDb db,
        TierKey key,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var rows = await db.Set<Budget>()
            .Where(row => row.Scope == key.Scope || row.Scope == workspace)
            .ToListAsync(cancellationToken);
        var budget =
            BudgetLimit.Of(rows, [key]).SingleOrDefault()?.Budget
            ?? rows.Find(row => row.Tier == key.Tier && row.Scope == key.Scope);
        var spend = await db.SpendAsync(key, cancellationToken);
        var percent = budget is null ? 0 : Warnings.Used(budget, spend).Percent;
        return new BudgetState(key.Tier, key.Scope, key.Month, budget, spend, percent);
    }
}
