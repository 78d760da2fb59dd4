using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Budgets;

/// <param name="Limits">From now on; null: there is none any more.</param>
public sealed record BudgetSet(BudgetTier Tier, string Scope, BudgetLimits? Limits) : IFact
{
    public static string Type => "budget.set";
}

/// <summary>What a budget allows.</summary>
/// <param name="Money">Micro-dollars.</param>
/// <param name="TaskMoney">Of a workspace: what a task may cost that has no budget of its own.</param>
public sealed record BudgetLimits(
    Usd? Money,
    long? Tokens,
    long? Runs,
    long? Minutes,
    Usd? TaskMoney,
    bool Block,
    int WarnPercent,
    bool RefuseUnpriced
);

/// <summary>How a tier stood just before a call was let through.</summary>
/// <param name="Month">Empty for a task.</param>
/// <param name="Limit">What it must not come over; null: it may.</param>
/// <param name="Held">What other calls under way may still cost.</param>
public sealed record BudgetStand(BudgetTier Tier, string Scope, string Month, Usd? Limit, Usd Spent, Usd Held);

/// <summary>A call was let through: it may cost so much at most.</summary>
public sealed record BudgetReserved(
    Id<Holds.Hold> Hold,
    string? Task,
    string Month,
    Usd Money,
    long Tokens,
    IReadOnlyList<BudgetStand> Tiers
) : IFact
{
    public static string Type => "budget.reserved";
}

/// <summary>A call ended without a reply. <paramref name="Counted"/> is what it counts: its prompt, when the model may have read it.</summary>
public sealed record BudgetReleased(Id<Holds.Hold> Hold, Usd Counted, string Reason) : IFact
{
    public static string Type => "budget.released";
}

/// <summary>A tier has come to its warning threshold, or (at 100) to its limit. Told once a month.</summary>
/// <param name="What">money, tokens, runs or minutes.</param>
public sealed record BudgetWarned(BudgetTier Tier, string Scope, string Month, int Percent, string What) : IFact
{
    public static string Type => "budget.warned";
}

/// <summary>A model was asked outside of any turn: to review, to clarify, to draft.</summary>
/// <param name="Counted">The month in which it counts.</param>
public sealed record ModelAsked(
    Purpose Purpose,
    string Model,
    long Input,
    long Output,
    long CachedInput,
    Usd Cost,
    string? Task,
    string Counted,
    Id<Holds.Hold>? Hold
) : IFact
{
    public static string Type => "model.asked";
}
