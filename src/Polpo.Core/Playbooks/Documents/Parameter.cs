using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Core.Playbooks.Documents;

public enum ParameterType
{
    Text,
    Number,
    Truth,
}

/// <summary>A blank of a playbook.</summary>
/// <param name="Default">Null: there is none.</param>
/// <param name="Choices">The only values that it may have; null: any of its type.</param>
public sealed record Parameter(
    string Name,
    string? Description,
    ParameterType Type,
    bool Required,
    JsonValue? Default,
    IReadOnlyList<JsonValue>? Choices
)
{
    public const int LongestText = 100_000;

    /// <summary>The value in the parameter's type, whichever way it was written: <c>"5"</c> is a number, <c>yes</c> is true.</summary>
    /// <returns>Null and why not when it is no such value.</returns>
    public (JsonValue? Value, string Wrong) Read(JsonNode? given)
    {
        if (Typed(given) is not { } value)
            return (null, $"must be {Wanted}, found {Shown(given)}.");
        if (Type == ParameterType.Text && Written(value).Length > LongestText)
            return (
                null,
                $"has more than {LongestText} characters. Put it into a file of the repository, and name that."
            );
        return Choices is { } allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value))
            ? (null, $"must be one of {string.Join(", ", allowed.Select(one => Shown(one)))}, found {Shown(given)}.")
            : (value, "");
    }

    /// <summary>The value inside of a longer text.</summary>
    public static string Written(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    /// <summary>Something to try a playbook with that nobody gave a value for yet.</summary>
    public JsonValue Sample() =>
        Default
        ?? (Choices is [var first, ..] ? first : null)
        ?? Type switch
        {
            ParameterType.Number => JsonValue.Create(1m),
            ParameterType.Truth => JsonValue.Create(true),
            _ => JsonValue.Create(Name),
        };

    private string Wanted =>
        Type switch
        {
            ParameterType.Number => "a number",
            ParameterType.Truth => "true or false (yes, no, 1 and 0 are understood)",
            _ => "a text",
        };

    private JsonValue? Typed(JsonNode? given)
    {
        if (given is not JsonValue value)
            return null;
        var text = Written(value);
        return Type switch
        {
            ParameterType.Number => Number(text),
            ParameterType.Truth => Truth(text),
            _ => JsonValue.Create(text),
        };
    }

    private static JsonValue? Number(string text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? JsonValue.Create(number)
            : null;

    private static JsonValue? Truth(string text) =>
        text.ToLowerInvariant() switch
        {
            "true" or "yes" or "1" => JsonValue.Create(true),
            "false" or "no" or "0" => JsonValue.Create(false),
            _ => null,
        };

    private static string Shown(JsonNode? value) =>
        value switch
        {
            null => "null",
            JsonArray => "a list",
            JsonObject => "an object",
            _ when value.ToJsonString() is { Length: > 60 } long_ => long_[..60] + "…",
            _ => value.ToJsonString(),
        };
}
