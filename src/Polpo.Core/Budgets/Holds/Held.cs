namespace Polpo.Core.Budgets.Holds;

/// <summary>What came of asking for room.</summary>
public abstract record Held
{
    /// <summary>No budget bounds the call.</summary>
    public sealed record Unbounded : Held;

    /// <param name="Output">The most tokens that the answer may have.</param>
    public sealed record Taken(Hold Hold, int Output) : Held;

    /// <summary>Other calls under way have the room; some of it is free when they end.</summary>
    public sealed record Wait(string Reason) : Held;
}
