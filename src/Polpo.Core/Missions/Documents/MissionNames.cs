using Polpo.Core.Agents.Files.Spelling;

namespace Polpo.Core.Missions.Documents;

/// <summary>The names that an object of a mission document may have.</summary>
/// <param name="What">What the object is, with its article.</param>
/// <param name="Used">Those that have an effect.</param>
/// <param name="Kept">Those of the file format that stay as they are, without one.</param>
internal sealed record MissionNames(string What, IReadOnlyList<string> Used, IReadOnlyList<string> Kept)
{
    private static readonly string[] Told = ["notifications", "user", "id", "status", "createdAt", "updatedAt"];
    private static readonly string[] Held = ["name", "afterTasks", "blocksTasks", "notifyChannels"];

    public static readonly MissionNames Mission = new(
        "a mission",
        [
            "name",
            "group",
            "prompt",
            "tasks",
            "team",
            "qualityGates",
            "checkpoints",
            "delays",
            "data",
            "deadline",
            "schedule",
            "endDate",
            "qualityThreshold",
            "maxConcurrency",
        ],
        [.. Told, "executionCount", "description", "version", "author", "tags", "$schema"]
    );

    public static readonly MissionNames Task = new(
        "a task",
        [
            "title",
            "description",
            "assignTo",
            "dependsOn",
            "expectations",
            "expectedOutcomes",
            "metrics",
            "maxRetries",
            "maxDuration",
            "retryPolicy",
            "sideEffects",
            "priority",
            "deadline",
            "model",
        ],
        [.. Told, "group", "phase", "tags"]
    );

    public static readonly MissionNames RetryPolicy = new(
        "a retry policy",
        ["escalateAfter", "fallbackAgent", "escalateModel"],
        []
    );

    public static readonly MissionNames QualityGate = new(
        "a quality gate",
        [.. Held, "minScore", "requireAllPassed", "condition"],
        ["id", "description"]
    );

    public static readonly MissionNames Checkpoint = new("a checkpoint", [.. Held, "message"], ["id", "description"]);

    public static readonly MissionNames Agent = new("an agent", KnownNames.Agent, ["agent", "teamName"]);

    public static readonly MissionNames Identity = new("an identity", KnownNames.Identity, []);

    public static readonly MissionNames Delay = new("a delay", [.. Held, "duration"], ["id", "description", "message"]);
}
