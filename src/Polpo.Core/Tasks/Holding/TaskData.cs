using System.Text.Json.Nodes;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Assessment;

namespace Polpo.Core.Tasks.Holding;

/// <summary>What the engine is about to do, as far as gates look at it.</summary>
internal sealed record TaskStep(TaskStatus To)
{
    public AssessmentResult? Assessment { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public string? Reason { get; init; }
}

/// <summary>What the conditions of gates see of a task.</summary>
internal static class TaskData
{
    public static JsonObject For(AgentTask task, HookPoint point, TaskStep step) =>
        new()
        {
            ["hook"] = point.Word(),
            ["task"] = Of(task, step.Assessment),
            ["transition"] = new JsonObject { ["from"] = task.Status.Word(), ["to"] = step.To.Word() },
            ["reason"] = step.Reason,
            ["assessment"] = step.Assessment is { } assessment ? Of(assessment) : null,
        };

    private static JsonObject Of(AgentTask task, AssessmentResult? assessment) =>
        new()
        {
            ["id"] = task.Id.Text,
            ["title"] = task.Title,
            ["description"] = task.Description ?? "",
            ["status"] = task.Status.Word(),
            ["phase"] = task.Phase.ToString().ToLowerInvariant(),
            ["assignTo"] = task.AssignTo,
            ["group"] = task.Part?.Group,
            ["model"] = task.EscalatedModel ?? task.Spec.Model,
            ["priority"] = task.Priority,
            ["dependsOn"] = new JsonArray([.. task.DependsOn.Select(id => (JsonNode)id)]),
            ["sideEffects"] = task.Spec.SideEffects,
            ["retries"] = task.Retries,
            ["maxRetries"] = task.MaxRetries,
            ["attempts"] = task.Attempts,
            ["fixAttempts"] = task.FixAttempts,
            ["revisionCount"] = task.Revisions,
            ["escalationLevel"] = task.EscalationLevel,
            ["exitCode"] = task.ExitCode,
            ["duration"] = task.DurationMs,
            ["costUsd"] = task.Cost.Dollars,
            ["score"] = assessment?.GlobalScore,
            ["requester"] = task.RequesterName,
        };

    private static JsonObject Of(AssessmentResult assessment) =>
        new()
        {
            ["passed"] = assessment.Passed,
            ["globalScore"] = assessment.GlobalScore,
            ["trigger"] = assessment.Trigger,
            ["failed"] = new JsonArray([
                .. assessment.Checks.Where(check => !check.Passed).Select(check => (JsonNode)check.Label),
            ]),
        };
}
