using Polpo.Engine.Journal;

namespace Polpo.Core.Approvals.Deadlines;

/// <summary>Most of the time of what it is about is gone.</summary>
public sealed record SlaWarning(
    string EntityType,
    DateTimeOffset Deadline,
    long RemainingMs,
    int PercentUsed,
    IReadOnlyList<string> Channels
) : IFact
{
    public static string Type => "sla.warning";
}

/// <param name="Action">notify or fail.</param>
public sealed record SlaViolated(
    string EntityType,
    DateTimeOffset Deadline,
    long OverdueMs,
    string Action,
    IReadOnlyList<string> Channels
) : IFact
{
    public static string Type => "sla.violated";
}

public sealed record SlaMet(string EntityType, DateTimeOffset Deadline, long MarginMs) : IFact
{
    public static string Type => "sla.met";
}
