using System.Globalization;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Budgets;

/// <summary>Budgets as lines of text.</summary>
internal static class BudgetText
{
    public static void Write(TextWriter output, IReadOnlyList<BudgetView> budgets)
    {
        Plain.Table(
            output,
            ["BUDGET", "MONTH", "STATE", "SPENT", "HELD", "TOKENS", "LIMITS"],
            budgets.Select(budget =>
                new[]
                {
                    budget.Tier,
                    budget.Month ?? "-",
                    budget.Limits is null ? budget.State : $"{budget.State} ({budget.Percent} %)",
                    Plain.Usd(budget.SpentUsd),
                    Plain.Usd(budget.HeldUsd),
                    Number(budget.Tokens),
                    budget.Limits is { } limits ? Said(limits) : "none",
                }
            )
        );
        if (budgets.Sum(budget => budget.Tier == "workspace" ? budget.UnpricedCalls : 0) is > 0 and var unpriced)
            output.WriteLine(
                $"{Number(unpriced)} calls of models whose price is unknown count in tokens only. Add their prices to prices.json in the data folder."
            );
    }

    public static string Said(SetBudget limits)
    {
        var parts = new List<string>();
        if (limits.Usd is { } usd)
            parts.Add(Plain.Usd(usd));
        if (limits.Tokens is { } tokens)
            parts.Add($"{Number(tokens)} tokens");
        if (limits.Runs is { } runs)
            parts.Add($"{Number(runs)} runs");
        if (limits.Minutes is { } minutes)
            parts.Add($"{Number(minutes)} minutes");
        if (limits.TaskUsd is { } each)
            parts.Add($"{Plain.Usd(each)} a task");
        parts.Add(limits.Block ? "blocks" : "tells only");
        if (limits.RefuseUnpriced)
            parts.Add("no model without a price");
        return string.Join(", ", parts);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
