using System.Text.Json.Nodes;

namespace Polpo.Tests.Server.Hostile;

/// <summary>Bodies that a route takes: as the document shows them, or made of its schema, with all that may stand in them.</summary>
internal sealed class Samples(JsonNode document, IReadOnlyDictionary<string, string> known)
{
    private const string Reference = "#/components/schemas/";

    /// <param name="route">Its name; a body that is known for it goes before what the schema says.</param>
    public JsonNode? Of(string route, JsonNode schema) =>
        known.TryGetValue(route, out var text) ? JsonNode.Parse(text) : Of(schema);

    private JsonNode? Of(JsonNode schema)
    {
        if (schema["oneOf"] is JsonArray choices)
            return Of(choices.First(choice => choice!["type"]?.ToString() != "null")!);
        if (schema["$ref"]?.ToString() is { } reference)
            return Named(reference[Reference.Length..]);
        if (schema["properties"] is JsonObject properties)
            return new JsonObject(properties.Select(one => KeyValuePair.Create(one.Key, Of(one.Key, one.Value!))));
        return schema["type"]?.ToString() switch
        {
            "array" => new JsonArray(Of(schema["items"]!)),
            "integer" or "number" => 1,
            "boolean" => true,
            "string" when schema["format"]?.ToString() == "date-time" => "2099-01-01T00:00:00Z",
            "string" => "some text",
            _ => new JsonObject(),
        };
    }

    private JsonNode? Named(string name) =>
        known.TryGetValue(name, out var text) ? JsonNode.Parse(text) : Of(document["components"]!["schemas"]![name]!);
}
