namespace Polpo.Core.Tasks.Attempts;

/// <summary>When the time of an attempt that has begun is up.</summary>
/// <param name="LevelEnds">It is the escalation level's time that is up first.</param>
internal readonly record struct AttemptLimit(DateTimeOffset At, bool LevelEnds)
{
    public static AttemptLimit Of(AgentTask task)
    {
        var limit = task.AttemptStartedAt!.Value.AddMilliseconds(task.MaxDurationMs);
        return task.EscalationDueAt is { } level && level < limit ? new(level, true) : new(limit, false);
    }
}
