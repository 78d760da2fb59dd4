using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets.Spending;

/// <summary>The counters of all tiers. They are always changed by adding, and locked in one order.</summary>
internal static class SpendRows
{
    /// <summary>Adds to each, and holds its row until the transaction ends: who reads it afterwards reads what counts.</summary>
    public static async Task CountAsync(
        this PolpoDb db,
        IReadOnlyList<TierKey> keys,
        Amounts add,
        CancellationToken cancellationToken
    )
    {
        foreach (var key in keys)
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into budget_spend
                    (tier, scope, month, spent, held, tokens, held_tokens, runs, held_runs, milliseconds, unpriced, told)
                values ({key.Tier.ToString()}, {key.Scope}, {key.Month}, {add.Spent}, {add.Held}, {add.Tokens},
                    {add.HeldTokens}, {add.Runs}, {add.HeldRuns}, {add.Milliseconds}, {add.Unpriced}, 0)
                on conflict (tier, scope, month) do update set
                    spent = budget_spend.spent + excluded.spent,
                    held = budget_spend.held + excluded.held,
                    tokens = budget_spend.tokens + excluded.tokens,
                    held_tokens = budget_spend.held_tokens + excluded.held_tokens,
                    runs = budget_spend.runs + excluded.runs,
                    held_runs = budget_spend.held_runs + excluded.held_runs,
                    milliseconds = budget_spend.milliseconds + excluded.milliseconds,
                    unpriced = budget_spend.unpriced + excluded.unpriced
                """,
                cancellationToken
            );
    }

    /// <summary>Takes room for a call, if by now there is still so much of it.</summary>
    /// <param name="money">What it must not come over; null: anything goes.</param>
    /// <returns>False: another call took it.</returns>
    public static async Task<bool> TakeAsync(
        this PolpoDb db,
        TierKey key,
        Amounts add,
        long? money,
        long? tokens,
        CancellationToken cancellationToken
    )
    {
        var (mostMoney, mostTokens) = (money ?? long.MaxValue, tokens ?? long.MaxValue);
        return await db.Database.ExecuteSqlAsync(
                $"""
                update budget_spend set
                    held = held + {add.Held}, held_tokens = held_tokens + {add.HeldTokens}, held_runs = held_runs + {add.HeldRuns}
                where tier = {key.Tier.ToString()} and scope = {key.Scope} and month = {key.Month}
                    and spent + held <= {mostMoney} - {add.Held} and tokens + held_tokens <= {mostTokens} - {add.HeldTokens}
                """,
                cancellationToken
            ) > 0;
    }

    public static async Task<Spend> SpendAsync(this PolpoDb db, TierKey key, CancellationToken cancellationToken) =>
        await db.Set<Spend>()
            .AsNoTracking()
            .SingleOrDefaultAsync(
                row => row.Tier == key.Tier && row.Scope == key.Scope && row.Month == key.Month,
                cancellationToken
            )
        ?? new Spend
        {
            Tier = key.Tier,
            Scope = key.Scope,
            Month = key.Month,
        };
}
