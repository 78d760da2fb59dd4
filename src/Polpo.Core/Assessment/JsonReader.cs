using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Assessment;

/// <summary>Reads the fields of an object that a person wrote; every refusal names the field by its path.</summary>
internal sealed class JsonReader(JsonObject source, string path)
{
    public static JsonReader Of(JsonNode? node, string path) =>
        node is JsonObject source
            ? new JsonReader(source, path)
            : throw new RefusedException(Refusal.Invalid, $"{path} must be an object.");

    public string? Text(string field) =>
        source[field] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            _ => throw Refuse(field, "must be a text"),
        };

    public string Required(string field) =>
        Text(field) is { Length: > 0 } text ? text : throw Refuse(field, "is missing");

    public decimal? Number(string field) =>
        source[field] switch
        {
            null => null,
            JsonValue value
                when value.GetValueKind() == JsonValueKind.Number
                    && decimal.TryParse(
                        value.ToJsonString(),
                        NumberStyles.Float,
                        CultureInfo.InvariantCulture,
                        out var number
                    ) => number,
            _ => throw Refuse(field, "must be a number"),
        };

    public int? Whole(string field) =>
        Number(field) switch
        {
            null => null,
            { } number when decimal.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue => (int)number,
            _ => throw Refuse(field, "must be a whole number"),
        };

    public bool? Flag(string field) =>
        source[field] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
                value.GetValue<bool>(),
            _ => throw Refuse(field, "must be true or false"),
        };

    public IReadOnlyList<string>? Texts(string field) =>
        source[field] switch
        {
            null => null,
            JsonArray { Count: > 0 } list when list.All(entry => entry?.GetValueKind() == JsonValueKind.String) =>
            [
                .. list.Select(entry => entry!.GetValue<string>()),
            ],
            _ => throw Refuse(field, "must be a list of texts with at least one entry"),
        };

    public IEnumerable<JsonReader> Objects(string field) =>
        source[field] switch
        {
            null => [],
            JsonArray list => list.Select((entry, index) => Of(entry, $"{path}.{field}[{index}]")),
            _ => throw Refuse(field, "must be a list of objects"),
        };

    public RefusedException Refuse(string field, string complaint) =>
        new(Refusal.Invalid, $"{path}.{field} {complaint}.");
}
