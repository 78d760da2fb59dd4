namespace Polpo.Client;

/// <summary>What a budget allows: exactly this. Absent: no limit; 0: nothing at all.</summary>
/// <param name="Usd">Dollars; of a workspace or of all of them, in a calendar month (UTC).</param>
/// <param name="Runs">Sessions of agents that begin.</param>
/// <param name="Minutes">Minutes that models work.</param>
/// <param name="TaskUsd">Of a workspace: dollars for each task that has no budget of its own.</param>
/// <param name="Block">False: when it is used up that is only told. A task's always blocks.</param>
/// <param name="WarnPercent">At how much of it that is told.</param>
/// <param name="RefuseUnpriced">Refuses models whose price nobody knows; otherwise they count in tokens only.</param>
public sealed record SetBudget(
    decimal? Usd = null,
    long? Tokens = null,
    long? Runs = null,
    long? Minutes = null,
    decimal? TaskUsd = null,
    bool Block = true,
    int WarnPercent = 80,
    bool RefuseUnpriced = false
);

/// <summary>How a tier stands.</summary>
/// <param name="Tier">global, workspace or task.</param>
/// <param name="Scope">The id of the workspace or task; absent: all of them.</param>
/// <param name="Month">Absent: a task's whole life.</param>
/// <param name="State">unlimited, ok, warned, over or blocked.</param>
/// <param name="Percent">How much of the nearest limit is used.</param>
/// <param name="HeldUsd">What calls under way may still cost.</param>
/// <param name="UnpricedCalls">Calls that are not in the money, because nobody knows their model's price.</param>
public sealed record BudgetView(
    string Tier,
    string? Scope,
    string? Month,
    string State,
    long Percent,
    SetBudget? Limits,
    decimal SpentUsd,
    decimal HeldUsd,
    long Tokens,
    long Runs,
    decimal Minutes,
    long UnpricedCalls
);
