using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tasks;

/// <summary>A task that something else than a person will ask for: <c>{ kind: "task", task: { title, … } }</c>.</summary>
internal sealed record TaskOrder
{
    private const int LongestTitle = 200;
    private const int LongestDescription = 128_000;

    public required string Title { get; init; }
    public string? Description { get; init; }
    public string? AssignTo { get; init; }
    public double? Priority { get; init; }
    public IReadOnlyList<JsonObject>? Expectations { get; init; }
    public JsonNode? Metrics { get; init; }
    public int? MaxRetries { get; init; }

    /// <summary>Milliseconds.</summary>
    public long? MaxDuration { get; init; }
    public RetryPolicy? RetryPolicy { get; init; }
    public IReadOnlyList<JsonObject>? ExpectedOutcomes { get; init; }
    public bool? SideEffects { get; init; }
    public string? Model { get; init; }
    public bool? Merge { get; init; }

    /// <summary>The same, of somebody who has it done later on their behalf.</summary>
    /// <exception cref="RefusedException">It is to be merged, which they may not do themselves.</exception>
    public static TaskOrder Read(JsonObject order, string place, Caller caller)
    {
        var read = Read(order, place);
        if (read.Merge is true)
            caller.Require(PermissionKeys.SessionsMerge);
        return read;
    }

    /// <param name="place">How messages call the object, such as <c>invocation</c>.</param>
    public static TaskOrder Read(JsonObject order, string place)
    {
        if (order.FirstOrDefault(member => member.Key is not ("kind" or "task")).Key is { } unknown)
            throw new RefusedException(
                Refusal.Invalid,
                $"{place}.{unknown} is not known; a task stands under {place}.task."
            );
        try
        {
            var task =
                order["task"].Deserialize<TaskOrder>(StrictJson.Options)
                ?? throw new RefusedException(Refusal.Invalid, $"{place}.task is missing; it needs at least a title.");
            return task.Description?.Length > LongestDescription
                ? throw new RefusedException(
                    Refusal.Invalid,
                    $"{place}.task.description has {task.Description.Length} characters; at most {LongestDescription} are kept."
                )
                : task;
        }
        catch (JsonException wrong)
        {
            var fault = JsonFault.Of(wrong);
            throw new RefusedException(
                Refusal.Invalid,
                fault is { Field: { } field, Wanted: { } wanted }
                    ? $"{place}.task.{field} must be {wanted}."
                    : $"{place}.task: {fault}.",
                wrong
            );
        }
    }

    /// <param name="label">What tells the run from others, in the title; null: the task as such.</param>
    public TaskSpec Spec(Id<Workspace> workspace, string? label) =>
        new()
        {
            Workspace = workspace,
            Title = label is null ? Title : Labelled(label),
            Description = Description ?? (label is null ? null : Title),
            AssignTo = AssignTo,
            Priority = Priority ?? 1,
            Expectations = Expectations ?? [],
            Metrics = Metrics,
            MaxRetries = MaxRetries,
            MaxDuration = MaxDuration is { } most ? TimeSpan.FromMilliseconds(Math.Clamp(most, 0, 604_800_000)) : null,
            RetryPolicy = RetryPolicy,
            ExpectedOutcomes = ExpectedOutcomes ?? [],
            SideEffects = SideEffects ?? false,
            Model = Model,
            Merge = Merge ?? false,
        };

    /// <summary>Unfinished tasks have titles of their own, so each run's says which it is.</summary>
    private string Labelled(string label)
    {
        var end = $" ({label})";
        return (Title.Length + end.Length <= LongestTitle ? Title : Title[..(LongestTitle - end.Length)]) + end;
    }
}
