using Polpo.Core.Budgets.Spending;

namespace Polpo.Core.Budgets;

/// <summary>A budget as it bounds a call: which counter, and what it must not come over.</summary>
internal sealed record BudgetLimit(TierKey Key, Budget Budget)
{
    public bool Blocks => Key.Tier == BudgetTier.Task || Budget.Block;

    /// <summary>Those that bound anything, of the budgets that were set: a task without its own has what its workspace gives each.</summary>
    public static IReadOnlyList<BudgetLimit> Of(IReadOnlyList<Budget> budgets, IReadOnlyList<TierKey> keys)
    {
        var home = budgets.FirstOrDefault(budget => budget.Tier == BudgetTier.Workspace);
        var limits = new List<BudgetLimit>();
        foreach (var key in keys)
        {
            var own = budgets.FirstOrDefault(budget => budget.Tier == key.Tier && budget.Scope == key.Scope);
            if (own is null && key.Tier == BudgetTier.Task && home?.TaskMoney is { } each)
                own = new Budget
                {
                    Tier = key.Tier,
                    Scope = key.Scope,
                    Money = each,
                    RefuseUnpriced = home.RefuseUnpriced,
                    WarnPercent = home.WarnPercent,
                };
            if (
                own is { } budget
                && (budget.Money ?? (object?)budget.Tokens ?? budget.Runs ?? budget.Minutes) is not null
            )
                limits.Add(new BudgetLimit(key, budget));
        }
        return limits;
    }
}
