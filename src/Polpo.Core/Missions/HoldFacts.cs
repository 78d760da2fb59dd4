using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions;

public sealed record CheckpointReached(
    string Group,
    string Name,
    string? Message,
    IReadOnlyList<string> AfterTasks,
    IReadOnlyList<string> BlocksTasks
) : IFact
{
    public static string Type => "checkpoint.reached";
}

public sealed record CheckpointResumed(string Group, string Name) : IFact
{
    public static string Type => "checkpoint.resumed";
}

public sealed record DelayStarted(string Group, string Name, DateTimeOffset Until) : IFact
{
    public static string Type => "delay.started";
}

public sealed record DelayExpired(string Group, string Name) : IFact
{
    public static string Type => "delay.expired";
}

public sealed record QualityGatePassed(string Group, string Name, decimal? Score) : IFact
{
    public static string Type => "quality_gate.passed";
}

public sealed record QualityGateFailed(string Group, string Name, decimal? Score, string Reason) : IFact
{
    public static string Type => "quality_gate.failed";
}

internal static class HoldFacts
{
    /// <summary>Says once what became of a hold.</summary>
    public static void AppendHold(this Work work, Mission mission, string group, MissionHold hold, HoldState then)
    {
        switch (hold, then.Status)
        {
            case (Checkpoint checkpoint, HoldStatus.Reached):
                var (after, blocks) = (hold.AfterTasks, hold.BlocksTasks);
                work.Append(
                    mission.Id,
                    "system",
                    new CheckpointReached(group, hold.Name, checkpoint.Message, after, blocks)
                );
                break;
            case (Delay, HoldStatus.Reached):
                work.Append(mission.Id, "system", new DelayStarted(group, hold.Name, then.Until!.Value)); // a delay has an end
                break;
            case (Delay, HoldStatus.Open):
                work.Append(mission.Id, "system", new DelayExpired(group, hold.Name));
                break;
            case (QualityGate, HoldStatus.Open):
                work.Append(mission.Id, "system", new QualityGatePassed(group, hold.Name, then.Score));
                break;
            case (QualityGate, HoldStatus.Shut):
                work.Append(
                    mission.Id,
                    "system",
                    new QualityGateFailed(group, hold.Name, then.Score, then.Reason ?? "")
                );
                break;
        }
    }
}
