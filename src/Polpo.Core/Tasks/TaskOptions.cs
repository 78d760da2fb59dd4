namespace Polpo.Core.Tasks;

/// <summary>What holds for the tasks of an installation where neither task nor workspace says otherwise.</summary>
public sealed record TaskOptions
{
    /// <summary><c>provider/model</c> of reviewers, from <c>POLPO_JUDGE_MODEL</c>.</summary>
    public string? JudgeModel { get; init; }

    public int MaxRetries { get; init; } = 3;

    public int MaxFixAttempts { get; init; } = 2;

    public int MaxQuestionRounds { get; init; } = 2;

    /// <summary>How often a model is asked what becomes of a task whose dependency failed; 0: never.</summary>
    public int MaxResolutionAttempts { get; init; } = 2;

    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(30);
}
