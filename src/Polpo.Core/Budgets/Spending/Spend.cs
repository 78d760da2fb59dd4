namespace Polpo.Core.Budgets.Spending;

/// <summary>What a month of a tier, or a task's whole life, has used, and what calls under way may use at most.</summary>
public sealed class Spend
{
    public BudgetTier Tier { get; init; }

    public string Scope { get; init; } = "";

    public string Month { get; init; } = "";

    /// <summary>Micro-dollars.</summary>
    public long Spent { get; init; }

    public long Held { get; init; }

    public long Tokens { get; init; }

    public long HeldTokens { get; init; }

    public long Runs { get; init; }

    public long HeldRuns { get; init; }

    public long Milliseconds { get; init; }

    /// <summary>Calls of models whose price nobody knows: they are in no sum of money.</summary>
    public long Unpriced { get; init; }

    /// <summary>The highest percentage that was told.</summary>
    public int Told { get; init; }
}

/// <summary>Which counter: the tier, its scope and the month (empty for a task).</summary>
internal readonly record struct TierKey(BudgetTier Tier, string Scope, string Month)
{
    /// <summary>Those that a call counts in, in the order in which they are locked.</summary>
    public static IReadOnlyList<TierKey> Of(string workspace, string? task, string month)
    {
        TierKey home = new(BudgetTier.Workspace, workspace, month);
        TierKey all = new(BudgetTier.Global, "", month);
        return string.IsNullOrEmpty(task) ? [home, all] : [new(BudgetTier.Task, task, ""), home, all];
    }
}

/// <summary>What is added to a counter.</summary>
internal readonly record struct Amounts(
    long Spent = 0,
    long Held = 0,
    long Tokens = 0,
    long HeldTokens = 0,
    long Runs = 0,
    long HeldRuns = 0,
    long Milliseconds = 0,
    long Unpriced = 0
);
