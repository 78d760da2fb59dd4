using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions;

public sealed record MissionCreated(string Name) : IFact
{
    public static string Type => "mission.created";
}

/// <param name="What">The edits in words, one each.</param>
public sealed record MissionChanged(IReadOnlyList<string> What) : IFact
{
    public static string Type => "mission.changed";
}

public sealed record MissionExecuted(Id<MissionRun> Run, int Number, string Group, int Tasks) : IFact
{
    public static string Type => "mission.executed";
}

public sealed record MissionMoved(MissionStatus From, MissionStatus To, MissionMove Move, string? Reason) : IFact
{
    public static string Type => "mission.moved";
}

public sealed record MissionResumed(string Group, int Retried, int Pending) : IFact
{
    public static string Type => "mission.resumed";
}

public sealed record MissionOverdue(string Group, DateTimeOffset Deadline) : IFact
{
    public static string Type => "mission.overdue";
}

/// <summary>A run has ended.</summary>
/// <param name="Commit">Where the branch with all results stands; null when there are none.</param>
/// <param name="Threshold">The one that the score fell short of, when that is why it failed.</param>
public sealed record MissionEnded(
    Id<MissionRun> Run,
    string Group,
    bool AllPassed,
    decimal? Score,
    Usd Cost,
    string? Branch,
    string? Commit,
    string? Reason,
    decimal? Threshold = null
) : IFact
{
    public static string Type => "mission.ended";
}

public sealed record MissionMerged(string Group, string Branch, string Commit) : IFact
{
    public static string Type => "mission.merged";
}

public sealed record MissionDeleted(string Name, int Tasks) : IFact
{
    public static string Type => "mission.deleted";
}
