using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Client;

/// <param name="Status">draft, scheduled, recurring, active, paused, completed, failed, cancelled.</param>
/// <param name="Reason">Why it paused or failed, as a sentence; absent when there is nothing to say.</param>
/// <param name="Data">The document as it was written; left out of lists.</param>
/// <param name="Run">The latest run; in lists without its tasks, holds and approvals.</param>
public sealed record MissionView
{
    public required string Id { get; init; }
    public required string Workspace { get; init; }
    public required string Name { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public string? Prompt { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public string? Schedule { get; init; }
    public DateTimeOffset? EndDate { get; init; }
    public decimal? QualityThreshold { get; init; }
    public int ExecutionCount { get; init; }
    public JsonNode? Data { get; init; }
    public MissionRunView? Run { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <param name="Group">The mission's name; from the second run on with its number.</param>
/// <param name="Outcome">active, paused, completed, failed, cancelled.</param>
/// <param name="Commit">Where the branch with all results stands; absent when there are none.</param>
/// <param name="Approvals">What people are asked about it and its tasks now, the oldest first.</param>
public sealed record MissionRunView
{
    public required string Id { get; init; }
    public required int Number { get; init; }
    public required string Group { get; init; }
    public required string Outcome { get; init; }
    public string? Reason { get; init; }
    public string? Branch { get; init; }
    public string? Commit { get; init; }
    public bool Merged { get; init; }
    public decimal? Score { get; init; }
    public decimal CostUsd { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public IReadOnlyList<MissionTaskView> Tasks { get; init; } = [];
    public IReadOnlyList<MissionHoldView> Holds { get; init; } = [];
    public IReadOnlyList<ApprovalView> Approvals { get; init; } = [];
}

/// <param name="Status">As of a task; draft: it has not begun.</param>
/// <param name="Reason">Why it waits or failed.</param>
/// <param name="DependsOn">Titles.</param>
public sealed record MissionTaskView(
    string Id,
    string Title,
    string Status,
    string? Reason,
    string AssignTo,
    IReadOnlyList<string> DependsOn,
    double Priority,
    decimal? Score,
    decimal CostUsd,
    string? SessionId
);

/// <param name="Kind">quality_gate, checkpoint, delay.</param>
/// <param name="Status">waiting, reached, open, shut.</param>
/// <param name="Until">When a delay ends.</param>
/// <param name="Message">What a checkpoint says, or why a gate is shut.</param>
public sealed record MissionHoldView(
    string Kind,
    string Name,
    string Status,
    IReadOnlyList<string> AfterTasks,
    IReadOnlyList<string> BlocksTasks,
    DateTimeOffset? Until,
    string? Message,
    decimal? Score
);

/// <summary>A mission from a sentence: a model drafts it, a person looks at it.</summary>
/// <param name="Model"><c>provider/model</c>.</param>
public sealed record DraftMission(string Prompt, string? Workspace = null, string? Model = null);

/// <summary>Edits, all or none: addTask, updateTask, removeTask, reorderTasks; add, update and remove in a list; set.</summary>
public sealed record EditMission(IReadOnlyList<JsonObject> Edits);

public sealed record ResumeMission(bool RetryFailed = false);

/// <summary>What came of resuming.</summary>
public sealed record ResumedMissionView(string Id, string Status, int Retried, int Pending);

/// <param name="TotalDuration">Milliseconds; absent while it runs.</param>
public sealed record MissionReportView(
    string MissionId,
    string Group,
    string Outcome,
    bool AllPassed,
    long? TotalDuration,
    IReadOnlyList<MissionTaskReportView> Tasks,
    IReadOnlyList<string> FilesCreated,
    IReadOnlyList<string> FilesEdited,
    decimal? AvgScore,
    decimal CostUsd,
    string? Branch,
    string? Commit
);

/// <param name="Duration">Milliseconds of its last attempt.</param>
public sealed record MissionTaskReportView(
    string Title,
    string Status,
    string? Reason,
    long Duration,
    decimal? Score,
    IReadOnlyList<string> FilesCreated,
    IReadOnlyList<string> FilesEdited,
    IReadOnlyList<JsonElement> Outcomes
);

/// <param name="Order">The titles in the order in which they may start; empty when something is wrong.</param>
/// <param name="More">Problems that are not listed, for there are too many.</param>
/// <param name="Notes">What is no mistake, and yet without effect, such as a field that no mission has.</param>
public sealed record MissionValidationView(
    bool Valid,
    string? Name,
    IReadOnlyList<string> Order,
    IReadOnlyList<MissionProblemView> Problems,
    int More,
    IReadOnlyList<MissionProblemView> Notes
);

/// <param name="Path">The value's place, such as <c>tasks[2].dependsOn[0]</c>; empty: the document.</param>
/// <param name="Line">Its line in the document, from 1.</param>
/// <param name="Message">What is so, and what would help.</param>
public sealed record MissionProblemView(string Path, int Line, string Message);
