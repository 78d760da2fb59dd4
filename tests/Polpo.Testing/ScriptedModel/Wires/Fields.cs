using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>Reads the fields of a request, refusing what has the wrong shape.</summary>
internal static partial class Fields
{
    /// <summary>Quotes and accents as the providers write them, not escaped for a page.</summary>
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Only(JsonObject body, string known, Func<string, string> sentence)
    {
        var names = known.Split(' ');
        foreach (var field in body.Select(entry => entry.Key).Where(field => !names.Contains(field)))
            throw new RefusedRequestException(400, sentence(field)) { Field = field };
    }

    public static string Text(JsonObject body, string field, string at = "") =>
        body[field] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw new RefusedRequestException(400, $"{at}{field}: a string is required.") { Field = at + field };

    public static string? OptionalText(JsonObject body, string field, string at = "") =>
        body[field] is null ? null : Text(body, field, at);

    public static JsonArray List(JsonObject body, string field, string at = "") =>
        body[field] as JsonArray
        ?? throw new RefusedRequestException(400, $"{at}{field}: a list is required.") { Field = at + field };

    public static JsonObject Object(JsonNode? node, string at) =>
        node as JsonObject ?? throw new RefusedRequestException(400, $"{at}: an object is required.") { Field = at };

    public static bool Flag(JsonObject body, string field) =>
        body[field] switch
        {
            null => false,
            JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
            _ => throw new RefusedRequestException(400, $"{field}: a boolean is required.") { Field = field },
        };

    public static int? Number(JsonObject body, string field) =>
        body[field] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<int>(out var number) => number,
            _ => throw new RefusedRequestException(400, $"{field}: a whole number is required.") { Field = field },
        };

    /// <summary>A tool's name and schema as all providers want them.</summary>
    public static string Tool(JsonObject tool, string schemaField, string at)
    {
        var name = Text(tool, "name", at);
        if (!ToolName().IsMatch(name))
            throw new RefusedRequestException(
                400,
                $"{at}name: string does not match pattern '^[a-zA-Z0-9_-]{{1,64}}$'."
            )
            {
                Field = at + "name",
            };
        if (
            tool[schemaField] is { } schema
            && (schema is not JsonObject shape || shape["type"]?.ToString() != "object")
        )
            throw new RefusedRequestException(400, $"{at}{schemaField}: the schema must have type 'object'.")
            {
                Field = at + schemaField,
            };
        return name;
    }

    /// <summary>Content that is a string or a list of parts, as one text. <paramref name="types"/>: what a part of text may be called.</summary>
    public static string Content(JsonNode? content, string at, params string[] types)
    {
        if (content is null)
            return "";
        if (content is JsonValue value && value.TryGetValue<string>(out var text))
            return text;
        if (content is not JsonArray parts)
            throw new RefusedRequestException(400, $"{at}: a string or a list of parts is required.") { Field = at };
        return string.Concat(
            parts
                .Select((part, index) => Object(part, $"{at}[{index}]"))
                .Where(part => types.Contains(part["type"]?.ToString()))
                .Select(part => part["text"]?.ToString())
        );
    }

    public static IEnumerable<string> Pieces(string text, int size)
    {
        for (var at = 0; at < text.Length; at += size)
            yield return text.Substring(at, Math.Min(size, text.Length - at));
    }

    public static string Json(JsonNode node) => node.ToJsonString(Plain);

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex ToolName();
}
