using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Polpo.Server.OpenApi;

/// <summary>An example of each body that a route takes: of its shape where that has one, else one that was written, else one that is made of the schema.</summary>
internal static class BodyExamples
{
    private const int Deepest = 6;

    public static Task Fill(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        foreach (var (path, item) in document.Paths)
        {
            foreach (var (verb, operation) in item.Operations ?? [])
                Fill($"{verb} {path}", operation);
        }
        return Task.CompletedTask;
    }

    private static void Fill(string operation, OpenApiOperation described)
    {
        foreach (var (kind, media) in described.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (!kind.EndsWith("json", StringComparison.Ordinal) || media.Example is not null || media.Schema is null)
                continue;
            if (!HasExample(media.Schema))
                media.Example = WrittenExamples.Of(operation) ?? Made(media.Schema, Deepest);
        }
    }

    private static bool HasExample(IOpenApiSchema schema) =>
        schema.Examples is { Count: > 0 } || schema.OneOf?.Any(HasExample) is true;

    private static JsonNode? Made(IOpenApiSchema schema, int depth)
    {
        if (schema.Examples is { Count: > 0 } examples)
            return examples[0].DeepClone();
        if (schema.OneOf?.FirstOrDefault(one => one.Type != JsonSchemaType.Null) is { } chosen)
            return Made(chosen, depth);
        if (schema.Enum is { Count: > 0 } words)
            return words[0].DeepClone();
        if (schema.Properties is { Count: > 0 } properties && depth > 0)
            return new JsonObject(properties.Select(one => KeyValuePair.Create(one.Key, Made(one.Value, depth - 1))));
        return schema.Type switch
        {
            { } type when type.HasFlag(JsonSchemaType.Array) => schema.Items is { } items && depth > 0
                ? new JsonArray(Made(items, depth - 1))
                : new JsonArray(),
            { } type when type.HasFlag(JsonSchemaType.Boolean) => true,
            { } type when type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number) => 1,
            { } type when type.HasFlag(JsonSchemaType.String) => schema.Format == "date-time"
                ? "2099-01-01T00:00:00Z"
                : "text",
            _ => new JsonObject(),
        };
    }
}
