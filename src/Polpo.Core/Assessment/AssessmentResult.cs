namespace Polpo.Core.Assessment;

/// <summary>What came of checking a result. It is stored as it is, and shown as it is.</summary>
/// <param name="Trigger">initial, fix, retry, clarification, reassess.</param>
/// <param name="GlobalScore">The weighted score of the reviews, two decimals; null without a review.</param>
public sealed record AssessmentResult(
    bool Passed,
    string Trigger,
    decimal? GlobalScore,
    IReadOnlyList<Check> Checks,
    IReadOnlyList<Review> Reviews,
    DateTimeOffset At
)
{
    /// <summary>No reviewer could be heard: nothing is known of the work's quality.</summary>
    public bool ReviewersFailed { get; init; }
}

/// <summary>One expectation, metric or expected outcome and what came of it.</summary>
public sealed record Check(string Type, string Label, bool Passed, string Message)
{
    public int? ExitCode { get; init; }

    /// <summary>The end of the output.</summary>
    public string? Output { get; init; }

    /// <summary>SHA-256 of the whole output.</summary>
    public string? OutputHash { get; init; }

    /// <summary>The rung of the sandbox ladder that its command ran in; null for what runs no command.</summary>
    public string? Sandbox { get; init; }
    public decimal? Score { get; init; }
    public decimal? Threshold { get; init; }

    /// <summary>The reviewers could not be heard.</summary>
    public bool Unheard { get; init; }
}

public sealed record Review(
    string Reviewer,
    string Summary,
    IReadOnlyList<DimensionScore> Scores,
    IReadOnlyList<string> FilesRead
);

/// <param name="Value">1 wrong or missing, 2 serious problems, 3 acceptable with gaps, 4 good, 5 excellent.</param>
public sealed record DimensionScore(
    string Dimension,
    int Score,
    double Weight,
    string Reasoning,
    IReadOnlyList<Evidence> Evidence
);

public sealed record Evidence(string File, int? Line, string Note);
