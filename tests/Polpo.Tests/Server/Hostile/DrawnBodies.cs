using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Tests.Server.Hostile;

/// <summary>Bodies drawn from the document's schemas by a seed: right in many places and wrong in several at once.</summary>
internal sealed class DrawnBodies(JsonNode document, int seed)
{
    private const string Reference = "#/components/schemas/";
    private const int Deepest = 8;

    private readonly Random _random = new(seed);

    /// <summary>As JSON texts, which no tree of a library need be able to hold.</summary>
    private static readonly string[] Wrong =
    [
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "1e308",
        "-99999999999999999999",
        "\"\"",
        "\" \"",
        "\"..\\/..\\/etc\\/passwd\"",
        "\"' or 1=1 --\"",
        "\"{{vault:API_KEY}}\"",
        "\"${HOME}\"",
        "\"\\u202e\\u0301\\ud83d\\udc19\"",
        "\"\\u0007\"",
        "\"9999-12-31T23:59:59.9999999Z\"",
        "\"0001-01-01T00:00:00Z\"",
        "\"2024-02-30\"",
        "[]",
        "[[[[]]]]",
        "{}",
        "{\"$ref\":\"#\"}",
        $"\"{new string('é', 5000)}\"",
        $"[{string.Join(',', Enumerable.Repeat("1", 500))}]",
    ];

    public string Draw(JsonNode schema) => Draw(schema, Deepest);

    private string Draw(JsonNode schema, int depth)
    {
        if (_random.Next(5) == 0)
            return Wrong[_random.Next(Wrong.Length)];
        if (schema["oneOf"] is JsonArray choices)
            return Draw(choices[_random.Next(choices.Count)]!, depth);
        if (schema["$ref"]?.ToString() is { } name)
            return Draw(document["components"]!["schemas"]![name[Reference.Length..]]!, depth);
        if (schema["properties"] is JsonObject properties)
            return depth == 0 ? "{}" : Map(properties, depth);
        return (schema["type"] as JsonValue)?.ToString() switch
        {
            "array" => depth == 0 ? "[]" : List(schema["items"], depth),
            "integer" => _random.Next(-3, 100_000).ToString(CultureInfo.InvariantCulture),
            "number" => (_random.NextDouble() * 100).ToString(CultureInfo.InvariantCulture),
            "boolean" => _random.Next(2) == 0 ? "true" : "false",
            "string" when schema["format"]?.ToString() == "date-time" => "\"2099-01-01T00:00:00Z\"",
            "string" => JsonSerializer.Serialize(Word()),
            _ => depth == 0 ? "null" : Anything(depth - 1),
        };
    }

    private string Map(JsonObject properties, int depth)
    {
        var members = new List<string>();
        foreach (var (name, schema) in properties)
        {
            if (_random.Next(4) > 0)
                members.Add($"{JsonSerializer.Serialize(name)}:{Draw(schema!, depth - 1)}");
        }
        if (_random.Next(8) == 0)
            members.Add($"{JsonSerializer.Serialize(Word())}:{Wrong[_random.Next(Wrong.Length)]}");
        return $"{{{string.Join(',', members)}}}";
    }

    private string List(JsonNode? items, int depth) =>
        $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => items is null ? Anything(depth - 1) : Draw(items, depth - 1)))}]";

    /// <summary>Where the schema takes whatever there is.</summary>
    private string Anything(int depth)
    {
        string[] names =
        [
            "name",
            "title",
            "tasks",
            "agent",
            "role",
            "kind",
            "task",
            "type",
            "mission",
            "dependsOn",
            "model",
        ];
        return _random.Next(depth > 0 ? 4 : 2) switch
        {
            0 => Wrong[_random.Next(Wrong.Length)],
            1 => JsonSerializer.Serialize(Word()),
            2 => $"[{Anything(depth - 1)},{Anything(depth - 1)}]",
            _ =>
                $"{{{string.Join(',', names.Where(_ => _random.Next(3) == 0).Select(name => $"\"{name}\":{Anything(depth - 1)}"))}}}",
        };
    }

    private string Word()
    {
        string[] known =
        [
            "dev",
            "there",
            "fix",
            "Reader",
            "API_KEY",
            "done",
            "task:*",
            "0 3 * * *",
            "UTC",
            "1.0",
            "openai/gpt-5",
            "Ana",
        ];
        if (_random.Next(2) == 0)
            return known[_random.Next(known.Length)];
        var text = new StringBuilder();
        for (var length = _random.Next(12); length > 0; length--)
            text.Append((char)_random.Next(' ', 0x2000));
        return text.ToString();
    }
}
