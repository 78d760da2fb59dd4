namespace Polpo.Core.Budgets.Spending;

/// <summary>What one person's work on one task with one model and for one purpose has cost in a month. Empty text: none.</summary>
public sealed record Cost
{
    public required string Month { get; init; }

    public required string Workspace { get; init; }

    public required string Task { get; init; }

    public required string Person { get; init; }

    public required string Agent { get; init; }

    public required string Model { get; init; }

    public required Purpose Purpose { get; init; }

    public long Calls { get; init; }

    /// <summary>Micro-dollars.</summary>
    public long Money { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long CachedTokens { get; init; }

    public long Milliseconds { get; init; }

    /// <summary>How many of the calls have no price.</summary>
    public long Unpriced { get; init; }
}
