using Microsoft.EntityFrameworkCore;
using Polpo.Core.Budgets.Holds;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets.Spending;

/// <summary>Tells once a month and tier that a budget comes to its end, and once that it is there.</summary>
internal static class Warnings
{
    public static async Task WarnAsync(this Work work, IReadOnlyList<TierKey> keys, CancellationToken cancellationToken)
    {
        foreach (var limit in await work.Db.LimitsAsync(keys, cancellationToken))
        {
            var (key, spend) = (limit.Key, await work.Db.SpendAsync(limit.Key, cancellationToken));
            var (what, percent) = Used(limit.Budget, spend);
            var told =
                percent >= 100 ? 100
                : percent >= limit.Budget.WarnPercent ? limit.Budget.WarnPercent
                : 0;
            if (told <= spend.Told)
                continue;
            var first = await work
                .Db.Set<Spend>()
                .Where(row =>
                    row.Tier == key.Tier && row.Scope == key.Scope && row.Month == key.Month && row.Told < told
                )
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.Told, told), cancellationToken);
            if (first > 0)
                work.Append(
                    key.Tier == BudgetTier.Task ? key.Scope : work.Workspace,
                    "system",
                    new BudgetWarned(key.Tier, key.Scope, key.Month, told, what)
                );
        }
    }

    /// <summary>That of its limits which is nearest, with how much of it is used, in percent.</summary>
    public static (string What, long Percent) Used(Budget budget, Spend spend) =>
        new[]
        {
            ("money", Share(spend.Spent, budget.Money?.Micros)),
            ("tokens", Share(spend.Tokens, budget.Tokens)),
            ("runs", Share(spend.Runs, budget.Runs)),
            ("minutes", Share(spend.Milliseconds, budget.Minutes * 60_000)),
        }.MaxBy(one => one.Item2);

    private static long Share(long used, long? limit) =>
        limit switch
        {
            null => 0,
            0 => 100,
            _ => (long)(used * 100m / limit.Value),
        };
}
