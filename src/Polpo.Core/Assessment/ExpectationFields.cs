using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Assessment;

/// <summary>The fields of each kind of expectation. One that is misspelt would leave a check out, or run another one.</summary>
public static class ExpectationFields
{
    /// <summary>By the word of the file format.</summary>
    public static readonly IReadOnlyDictionary<string, FieldSet> Kinds = new Dictionary<string, FieldSet>
    {
        ["test"] = new("a test", "type", "command", "confidence"),
        ["script"] = new("a script", "type", "command", "expectExitCode", "confidence"),
        ["file_exists"] = new("a file_exists", "type", "path", "paths", "confidence"),
        ["llm_review"] = new("an llm_review", "type", "criteria", "prompt", "dimensions", "threshold", "confidence"),
    };

    /// <summary>The words of all kinds.</summary>
    public static string Names => string.Join(", ", Kinds.Keys);

    public static readonly FieldSet Dimension = new("a dimension", "name", "weight", "question", "description");

    public static readonly FieldSet Metric = new("a metric", "name", "command", "threshold");

    public static readonly FieldSet Outcome = new(
        "an expected outcome",
        "type",
        "label",
        "description",
        "path",
        "mimeType",
        "required",
        "tags",
        "schema"
    );

    /// <summary>What is wrong with the fields' names, each with its path below the expectation.</summary>
    public static IEnumerable<(string Path, string Wrong)> Of(JsonObject expectation) =>
        Text(expectation["type"]) is { } type && Kinds.TryGetValue(type, out var kind)
            ? In(expectation, kind).Concat(InAll(expectation["dimensions"], "dimensions", Dimension))
            : [];

    /// <summary>Of metrics: those with a command are checks, the others are only tracked and may say what they like.</summary>
    public static IEnumerable<(string Path, string Wrong)> OfMetric(JsonObject metric) =>
        metric["command"] is not null
            ? In(metric, Metric)
            : In(metric, Metric).Where(found => Nearest.Of(found.Path, Metric.Fields) is not null);

    public static IEnumerable<(string Path, string Wrong)> OfOutcome(JsonObject outcome) => In(outcome, Outcome);

    /// <exception cref="RefusedException">A field is none of its kind; the message names its place, and what was probably meant.</exception>
    public static void Require(
        IReadOnlyList<JsonObject> expectations,
        JsonNode? metrics,
        IReadOnlyList<JsonObject> outcomes
    )
    {
        Require("expectations", expectations, Of);
        Require("metrics", metrics is JsonArray list ? [.. list.OfType<JsonObject>()] : [], OfMetric);
        Require("expectedOutcomes", outcomes, OfOutcome);
    }

    private static void Require(
        string list,
        IReadOnlyList<JsonObject> entries,
        Func<JsonObject, IEnumerable<(string Path, string Wrong)>> look
    )
    {
        for (var index = 0; index < entries.Count; index++)
        {
            if (look(entries[index]).FirstOrDefault() is { Path: { } path } found)
                throw new RefusedException(Refusal.Invalid, $"{list}[{index}].{path} {found.Wrong}");
        }
    }

    private static IEnumerable<(string Path, string Wrong)> InAll(JsonNode? list, string name, FieldSet set) =>
        list is JsonArray items
            ? items.SelectMany(
                (item, index) =>
                    item is JsonObject entry
                        ? In(entry, set).Select(found => ($"{name}[{index}].{found.Path}", found.Wrong))
                        : []
            )
            : [];

    private static IEnumerable<(string Path, string Wrong)> In(JsonObject entry, FieldSet set)
    {
        foreach (var (name, _) in entry)
        {
            if (set.Refuse(name) is { } wrong)
                yield return (Short(name), wrong);
        }
    }

    private static string Short(string name) => name.Length <= 60 ? name : name[..60] + "…";

    private static string? Text(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
