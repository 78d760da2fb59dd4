using System.Text.Json.Nodes;

namespace Polpo.Core.Missions.Documents;

/// <summary>A mission as a person or a model wrote it, read and found to be free of contradictions.</summary>
public sealed record MissionDocument
{
    public required string Name { get; init; }

    /// <summary>The sentence that it was drafted from.</summary>
    public string? Prompt { get; init; }

    public required IReadOnlyList<MissionTask> Tasks { get; init; }

    public IReadOnlyList<MissionAgent> Team { get; init; } = [];

    /// <summary>Quality gates, checkpoints and delays, in the order of the document.</summary>
    public IReadOnlyList<MissionHold> Holds { get; init; } = [];

    /// <summary>What every task is told, besides its own description; null: nothing.</summary>
    public JsonObject? Data { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Five cron fields, or an instant.</summary>
    public string? Schedule { get; init; }

    public DateTimeOffset? EndDate { get; init; }

    /// <summary>1 to 5: the least score of the mission, and of each review that names none. Null: the workspace's.</summary>
    public decimal? QualityThreshold { get; init; }

    /// <summary>Tasks of the mission that run at once; null: as many as the workspace allows.</summary>
    public int? MaxConcurrency { get; init; }
}

/// <summary>A task of a mission. Its title is its name there.</summary>
public sealed record MissionTask
{
    public required string Title { get; init; }
    public string? Description { get; init; }

    /// <summary>Null: the first agent of the workspace.</summary>
    public string? AssignTo { get; init; }
    public IReadOnlyList<string> DependsOn { get; init; } = [];
    public IReadOnlyList<JsonObject> Expectations { get; init; } = [];
    public IReadOnlyList<JsonObject> ExpectedOutcomes { get; init; } = [];
    public JsonNode? Metrics { get; init; }
    public int? MaxRetries { get; init; }
    public TimeSpan? MaxDuration { get; init; }
    public Tasks.RetryPolicy? RetryPolicy { get; init; }
    public bool SideEffects { get; init; }

    /// <summary>Higher starts first, and weighs more in the mission's score.</summary>
    public double Priority { get; init; } = 1;
    public DateTimeOffset? Deadline { get; init; }
    public string? Model { get; init; }
}

/// <summary>An agent that exists for the time of the mission.</summary>
/// <param name="Source">Its object as it was written.</param>
/// <param name="IsKept">The workspace has this very agent already: it is used, and stays.</param>
public sealed record MissionAgent(string Name, JsonObject Source, bool IsKept)
{
    public string? ReportsTo { get; init; }
    public string? Model { get; init; }
    public IReadOnlyList<string>? AllowedTools { get; init; }
}
