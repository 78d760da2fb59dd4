namespace Polpo.Core.Missions.Rules;

public enum HoldStatus
{
    /// <summary>What comes before it has not ended.</summary>
    Waiting,

    /// <summary>A checkpoint waits for a person, and so does a quality gate that somebody is to let pass; a delay waits for its time.</summary>
    Reached,

    /// <summary>What it blocks may start; that is never taken back.</summary>
    Open,

    /// <summary>A quality gate that did not pass; better results may open it.</summary>
    Shut,
}

public enum HoldMove
{
    Reach,
    Open,
    Shut,
}

public static class HoldMachine
{
    public static HoldStatus? After(this HoldStatus status, HoldMove move) =>
        (status, move) switch
        {
            (HoldStatus.Waiting or HoldStatus.Shut, HoldMove.Reach) => HoldStatus.Reached,
            (HoldStatus.Waiting or HoldStatus.Reached, HoldMove.Shut) => HoldStatus.Shut,
            (not HoldStatus.Open, HoldMove.Open) => HoldStatus.Open,
            _ => null,
        };

    public static string Word(this HoldStatus status) => status.ToString().ToLowerInvariant();
}

/// <summary>What became of a hold in a run.</summary>
/// <param name="Since">When it came to be so.</param>
/// <param name="Until">When a delay ends.</param>
/// <param name="Reason">Why a gate is shut.</param>
/// <param name="Score">The average that a gate saw.</param>
/// <param name="Refused">A gate of the settings or a person keeps it shut, however good the results are.</param>
public sealed record HoldState(
    HoldStatus Status,
    DateTimeOffset Since,
    DateTimeOffset? Until = null,
    string? Reason = null,
    decimal? Score = null,
    bool Refused = false
);
