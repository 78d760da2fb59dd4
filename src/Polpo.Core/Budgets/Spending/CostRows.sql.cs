using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Storage;

namespace Polpo.Core.Budgets.Spending;

internal static class CostRows
{
    /// <summary>Adds to what the same work has cost so far.</summary>
    public static Task CountAsync(this PolpoDb db, Cost cost, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into costs
                (month, workspace, task, person, agent, model, purpose, calls, money, input_tokens, output_tokens, cached_tokens,
                milliseconds, unpriced)
            values ({cost.Month}, {cost.Workspace}, {cost.Task}, {cost.Person}, {cost.Agent}, {cost.Model},
                {cost.Purpose.ToString()}, {cost.Calls}, {cost.Money}, {cost.InputTokens}, {cost.OutputTokens},
                {cost.CachedTokens}, {cost.Milliseconds}, {cost.Unpriced})
            on conflict (month, workspace, task, person, agent, model, purpose) do update set
                calls = costs.calls + excluded.calls,
                money = costs.money + excluded.money,
                input_tokens = costs.input_tokens + excluded.input_tokens,
                output_tokens = costs.output_tokens + excluded.output_tokens,
                cached_tokens = costs.cached_tokens + excluded.cached_tokens,
                milliseconds = costs.milliseconds + excluded.milliseconds,
                unpriced = costs.unpriced + excluded.unpriced
            """,
            cancellationToken
        );
}
