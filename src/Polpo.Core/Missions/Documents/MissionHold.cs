namespace Polpo.Core.Missions.Documents;

/// <summary>Something between tasks: once those of <see cref="AfterTasks"/> have ended, it decides when those of <see cref="BlocksTasks"/> may start.</summary>
public abstract record MissionHold
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> AfterTasks { get; init; }

    public required IReadOnlyList<string> BlocksTasks { get; init; }

    /// <summary>Who is told besides.</summary>
    public IReadOnlyList<string> NotifyChannels { get; init; } = [];

    public abstract HoldKind Kind { get; }

    /// <summary>How the state of a run calls it: names are unique a kind.</summary>
    public string Key => $"{Kind.Word()}:{Name}";
}

/// <summary>Opens by itself when what was done is good enough.</summary>
/// <param name="MinScore">The least average score of the tasks before it, 1 to 5.</param>
/// <param name="AllPassed">Every task before it must be done.</param>
/// <param name="Condition">An expression that must be true besides.</param>
public sealed record QualityGate(decimal? MinScore, bool AllPassed, string? Condition) : MissionHold
{
    public override HoldKind Kind => HoldKind.QualityGate;
}

/// <summary>Pauses the mission until a person approves it, or resumes the mission.</summary>
public sealed record Checkpoint(string? Message) : MissionHold
{
    public override HoldKind Kind => HoldKind.Checkpoint;
}

/// <summary>Opens by itself after a time.</summary>
public sealed record Delay(TimeSpan Duration) : MissionHold
{
    public override HoldKind Kind => HoldKind.Delay;
}

public enum HoldKind
{
    QualityGate,
    Checkpoint,
    Delay,
}

public static class HoldKinds
{
    public static string Word(this HoldKind kind) =>
        kind switch
        {
            HoldKind.QualityGate => "quality gate",
            HoldKind.Checkpoint => "checkpoint",
            _ => "delay",
        };

    /// <summary>The list of the document that holds them.</summary>
    public static string Field(this HoldKind kind) =>
        kind switch
        {
            HoldKind.QualityGate => "qualityGates",
            HoldKind.Checkpoint => "checkpoints",
            _ => "delays",
        };
}
