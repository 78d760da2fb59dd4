using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Client;

/// <summary>A task to be done. Only a title is needed; <c>assignTo</c> defaults to the first agent.</summary>
public sealed record CreateTask
{
    public string? Workspace { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public string? AssignTo { get; init; }
    public IReadOnlyList<string>? DependsOn { get; init; }
    public double? Priority { get; init; }
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Objects of the four types of reference 11.1: test, file_exists, script, llm_review.</summary>
    public IReadOnlyList<JsonObject>? Expectations { get; init; }
    public JsonNode? Metrics { get; init; }
    public int? MaxRetries { get; init; }

    /// <summary>Milliseconds.</summary>
    public long? MaxDuration { get; init; }
    public RetryPolicy? RetryPolicy { get; init; }
    public IReadOnlyList<JsonObject>? ExpectedOutcomes { get; init; }
    public bool? SideEffects { get; init; }

    /// <summary>Stays a draft until it is queued.</summary>
    public bool? Draft { get; init; }

    /// <summary><c>provider/model</c>, over the agent's own.</summary>
    public string? Model { get; init; }

    /// <summary>Merge into the user's branch when done.</summary>
    public bool? Merge { get; init; }
}

/// <summary>What may be set of an unfinished task; what is left out stays.</summary>
/// <param name="NoDeadline">Takes the deadline away.</param>
public sealed record ChangeTask(double? Priority = null, DateTimeOffset? Deadline = null, bool? NoDeadline = null);

public sealed record RetryPolicy(int? EscalateAfter = null, string? FallbackAgent = null, string? EscalateModel = null);

/// <param name="Status">draft, pending, assigned, in_progress, review, awaiting_approval, done, failed.</param>
/// <param name="Phase">execution, review, fix, clarification.</param>
/// <param name="Reason">Why it waits or failed, as a sentence; absent when there is nothing to say.</param>
public sealed record TaskView
{
    public required string Id { get; init; }
    public required string Workspace { get; init; }
    public required string Title { get; init; }
    public required string Description { get; init; }

    /// <summary>As it was asked for, where feedback, an escalation or a deadlock has changed it since.</summary>
    public string? OriginalDescription { get; init; }
    public required string Status { get; init; }
    public required string Phase { get; init; }
    public string? Reason { get; init; }
    public required string AssignTo { get; init; }
    public string? Model { get; init; }
    public IReadOnlyList<string> DependsOn { get; init; } = [];
    public double Priority { get; init; }
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How the deadline stands: open, warned, violated, met; absent where there is none.</summary>
    public string? Sla { get; init; }
    public IReadOnlyList<JsonObject> Expectations { get; init; } = [];
    public JsonNode? Metrics { get; init; }
    public int Retries { get; init; }
    public int MaxRetries { get; init; }
    public int FixAttempts { get; init; }
    public int QuestionRounds { get; init; }
    public int RevisionCount { get; init; }
    public int EscalationLevel { get; init; }

    /// <summary>The request that it waits for.</summary>
    public string? ApprovalId { get; init; }
    public long MaxDuration { get; init; }
    public RetryPolicy? RetryPolicy { get; init; }
    public TaskResult? Result { get; init; }
    public IReadOnlyList<JsonObject> ExpectedOutcomes { get; init; } = [];
    public IReadOnlyList<JsonObject> Outcomes { get; init; } = [];
    public bool SideEffects { get; init; }
    public string? SessionId { get; init; }
    public string? Branch { get; init; }
    public string? Commit { get; init; }
    public bool Merged { get; init; }
    public decimal CostUsd { get; init; }
    public int Turns { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

public sealed record TaskResult(
    int ExitCode,
    string Stdout,
    string Stderr,
    long Duration,
    AssessmentView? Assessment = null
);

/// <param name="Trigger">initial, fix, retry, reassess, clarification.</param>
public sealed record AssessmentView(
    bool Passed,
    string Trigger,
    decimal? GlobalScore,
    IReadOnlyList<CheckView> Checks,
    IReadOnlyList<ReviewView> Reviews,
    DateTimeOffset At
);

/// <summary>One expectation or expected outcome and what came of it.</summary>
public sealed record CheckView(
    string Type,
    string Label,
    bool Passed,
    string Message,
    int? ExitCode = null,
    string? Output = null,
    string? OutputHash = null,
    decimal? Score = null,
    decimal? Threshold = null
);

public sealed record ReviewView(
    string Reviewer,
    string Summary,
    IReadOnlyList<ScoreView> Scores,
    IReadOnlyList<string> FilesRead
);

public sealed record ScoreView(
    string Dimension,
    int Score,
    double Weight,
    string Reasoning,
    IReadOnlyList<EvidenceView> Evidence
);

public sealed record EvidenceView(string File, int? Line, string Note);

public sealed record Reject(string? Feedback = null);

/// <summary>What came of <c>POST /tasks/{id}/merge</c>.</summary>
public sealed record MergeResult(string Branch, string Commit, bool FastForwarded);
