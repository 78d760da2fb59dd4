using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Budgets.Holds;

/// <summary>Why a call was refused by a budget: inside of the refusal, so that who asked can tell it from others.</summary>
public sealed class OverBudgetException(BudgetTier tier, string what)
    : Exception($"The {tier} budget has no room in {what}.")
{
    /// <summary>Whether a budget is why it was refused.</summary>
    public static bool Is(RefusedException refused) => refused.InnerException is OverBudgetException;

    internal static RefusedException Refuse(HoldRequest request, Standing at, string what)
    {
        var (key, budget, spend) = (at.Limit.Key, at.Limit.Budget, at.Spend);
        var whose = key.Tier switch
        {
            BudgetTier.Task => "The budget of this task",
            BudgetTier.Workspace => $"This workspace's budget for {BudgetMonth.Said(key.Month)}",
            _ => $"The budget of all workspaces for {BudgetMonth.Said(key.Month)}",
        };
        var least = request.CostOf(request.Least);
        var sentence = what switch
        {
            "price" =>
                $"{whose} allows no model whose price is unknown, and nobody told that of {request.Model}. Add it to prices.json in the data folder and start Polpo again.",
            "runs" =>
                $"{whose} is used up: {spend.Runs + spend.HeldRuns} of {budget.Runs} runs have begun. {Raise(key)}",
            "minutes" =>
                $"{whose} is used up: models have worked {spend.Milliseconds / 60_000} of {budget.Minutes} minutes. {Raise(key)}",
            "tokens" => string.Create(
                CultureInfo.InvariantCulture,
                $"{whose} is used up: {spend.Tokens:N0} of {budget.Tokens:N0} tokens are spent, and this call takes at least {request.Input + request.Whole(request.Least):N0}. {Raise(key)}"
            ),
            // The sum over all workspaces is for those who may see it.
            _ when key.Tier == BudgetTier.Global =>
                $"{whose} is used up: what is left does not do for this call, which may cost {least}. {Raise(key)}",
            _ =>
                $"{whose} is used up: {new Usd(spend.Spent)} of {budget.Money} is spent, and this call may cost {least}. {Raise(key)}",
        };
        return new RefusedException(Refusal.OverLimit, sentence, new OverBudgetException(key.Tier, what));
    }

    private static string Raise(Spending.TierKey key) =>
        key.Tier switch
        {
            BudgetTier.Task =>
                $"Who may edit the workspace (workspaces.edit) can raise it: polpo budget set --task {key.Scope} --usd N. Then retry the task.",
            BudgetTier.Workspace =>
                "Who may edit the workspace (workspaces.edit) can raise it: polpo budget set --usd N. Then retry the task.",
            _ =>
                "Who manages the settings (settings.manage) can raise it: polpo budget set --global --usd N. Then retry the task.",
        };
}
