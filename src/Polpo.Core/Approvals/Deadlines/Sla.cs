namespace Polpo.Core.Approvals.Deadlines;

/// <summary>How a deadline stands; each word is announced once.</summary>
public enum SlaStatus
{
    Open,
    Warned,
    Violated,
    Met,
}

public enum SlaMove
{
    Warn,
    Violate,
    Meet,
}

public static class Sla
{
    /// <summary>The whole life of a deadline.</summary>
    public static SlaStatus? After(this SlaStatus status, SlaMove move) =>
        (status, move) switch
        {
            (SlaStatus.Open, SlaMove.Warn) => SlaStatus.Warned,
            (SlaStatus.Open or SlaStatus.Warned, SlaMove.Violate) => SlaStatus.Violated,
            (SlaStatus.Open or SlaStatus.Warned, SlaMove.Meet) => SlaStatus.Met,
            _ => null,
        };

    /// <summary>What time has brought; null: nothing yet.</summary>
    public static SlaMove? Brought(
        this SlaStatus status,
        DateTimeOffset from,
        DateTimeOffset deadline,
        double threshold,
        DateTimeOffset now
    ) =>
        now > deadline && status.After(SlaMove.Violate) is not null ? SlaMove.Violate
        : now <= deadline && now >= WarnAt(from, deadline, threshold) && status.After(SlaMove.Warn) is not null
            ? SlaMove.Warn
        : null;

    /// <summary>When to look next; null: never again.</summary>
    public static DateTimeOffset? Due(
        this SlaStatus status,
        DateTimeOffset from,
        DateTimeOffset deadline,
        double threshold
    ) =>
        status switch
        {
            SlaStatus.Open => WarnAt(from, deadline, threshold),
            // A deadline is violated after it, not at it.
            SlaStatus.Warned => deadline.AddMilliseconds(1),
            _ => null,
        };

    /// <summary>How much of the time is gone, in percent.</summary>
    public static int PercentUsed(DateTimeOffset from, DateTimeOffset deadline, DateTimeOffset now) =>
        deadline <= from ? 100 : (int)Math.Clamp(100 * (now - from) / (deadline - from), 0, 1000);

    private static DateTimeOffset WarnAt(DateTimeOffset from, DateTimeOffset deadline, double threshold) =>
        deadline <= from ? deadline : from + ((deadline - from) * threshold);
}
