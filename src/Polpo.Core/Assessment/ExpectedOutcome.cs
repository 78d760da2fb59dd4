using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Tools;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Assessment;

/// <summary>A deliverable that a task was asked for.</summary>
public sealed record ExpectedOutcome(
    OutcomeType Type,
    string? Label,
    string? Path,
    string? MimeType,
    bool Required,
    JsonElement? Schema
)
{
    public static IReadOnlyList<ExpectedOutcome> Read(IReadOnlyList<JsonObject> entries) =>
        [.. entries.Select((entry, index) => Read(entry, new JsonReader(entry, $"expectedOutcomes[{index}]")))];

    private static ExpectedOutcome Read(JsonObject source, JsonReader entry)
    {
        var type = entry.Text("type");
        if (!Enum.TryParse<OutcomeType>(type, ignoreCase: true, out var parsed) || !char.IsAsciiLetter(type![0]))
            throw entry.Refuse("type", $"is \"{type}\"; it must be one of file, text, url, json, media");
        if (source["schema"] is { } schema and not JsonObject)
            throw entry.Refuse("schema", $"is {schema.GetValueKind()}; it must be a JSON schema object");
        return new ExpectedOutcome(
            parsed,
            entry.Text("label"),
            entry.Text("path"),
            entry.Text("mimeType"),
            entry.Flag("required") ?? true,
            source["schema"] is { } given ? JsonSerializer.SerializeToElement(given) : null
        );
    }

    public string Name => Label ?? Path ?? Type.ToString().ToLowerInvariant();

    /// <summary>The registered outcome that answers this: by label, else by path, else the first of its type.</summary>
    public Outcome? Match(IEnumerable<Outcome> outcomes)
    {
        var candidates = outcomes.Where(outcome => outcome.Type == Type).ToList();
        return candidates.Find(outcome =>
                Label is not null && string.Equals(outcome.Label, Label, StringComparison.OrdinalIgnoreCase)
            )
            ?? candidates.Find(outcome => Path is not null && outcome.Path == Path)
            ?? (Path is null && Label is null ? candidates.FirstOrDefault() : null)
            ?? (Path is null ? candidates.FirstOrDefault() : null);
    }
}
