using Polpo.Client;
using Polpo.Core.Budgets;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Budgets;

internal static class BudgetViews
{
    private const decimal MostDollars = 1_000_000_000;

    public static BudgetView View(this BudgetState state) =>
        new(
            state.Tier.ToString().ToLowerInvariant(),
            NullIfEmpty(state.Scope),
            NullIfEmpty(state.Month),
            state.State,
            state.Percent,
            state.Budget is { } budget ? Limits(budget) : null,
            new Usd(state.Spend.Spent).Dollars,
            new Usd(state.Spend.Held).Dollars,
            state.Spend.Tokens,
            state.Spend.Runs,
            decimal.Round(state.Spend.Milliseconds / 60_000m, 2),
            state.Spend.Unpriced
        );

    public static BudgetLimits Limits(this SetBudget body) =>
        new(
            Money(body.Usd),
            body.Tokens,
            body.Runs,
            body.Minutes,
            Money(body.TaskUsd),
            body.Block,
            body.WarnPercent,
            body.RefuseUnpriced
        );

    private static SetBudget Limits(Budget budget) =>
        new(
            budget.Money?.Dollars,
            budget.Tokens,
            budget.Runs,
            budget.Minutes,
            budget.TaskMoney?.Dollars,
            budget.Block,
            budget.WarnPercent,
            budget.RefuseUnpriced
        );

    private static Usd? Money(decimal? dollars) =>
        dollars switch
        {
            null => null,
            < 0 or > MostDollars => throw new RefusedException(
                Refusal.Invalid,
                $"A budget is 0 to {MostDollars} dollars, not {dollars}."
            ),
            { } amount => Usd.FromDollars(amount),
        };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
