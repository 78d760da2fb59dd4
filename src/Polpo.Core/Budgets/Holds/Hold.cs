using Polpo.Engine.Kernel;

namespace Polpo.Core.Budgets.Holds;

/// <summary>Room in the budgets that a call under way has taken: what it may use at most. It is gone when the call is settled.</summary>
public sealed class Hold : IIdentified
{
    public static string Prefix => "hold";

    public required Id<Hold> Id { get; init; }

    public required string Workspace { get; init; }

    public required string Subject { get; init; }

    /// <summary>Empty: none; so too the person and the agent.</summary>
    public required string Task { get; init; }

    public required string Person { get; init; }

    public required string Agent { get; init; }

    public required string Model { get; init; }

    public required Purpose Purpose { get; init; }

    public required bool Alone { get; init; }

    public required string Month { get; init; }

    public required Usd Money { get; init; }

    public required long Tokens { get; init; }

    /// <summary>1: it begins a run.</summary>
    public required long Runs { get; init; }

    /// <summary>What it counts when nobody will ever know what it cost: its prompt.</summary>
    public required Usd FloorMoney { get; init; }

    public required long FloorTokens { get; init; }

    /// <summary>Whoever waits for the call says so now and then; a hold that nobody speaks for is settled by others.</summary>
    public required DateTimeOffset RenewedAt { get; init; }
}
