using System.Text.Json.Nodes;

namespace Polpo.Tests.Server.Hostile;

/// <summary>A value of a request's path, query or head.</summary>
internal sealed record ApiValue(string Name, string In, string Type);

/// <summary>One operation of the OpenAPI document.</summary>
internal sealed record ApiRoute(HttpMethod Method, string Path, IReadOnlyList<ApiValue> Values, JsonNode? Body)
{
    public string Name => $"{Method} {Path}";

    public static IReadOnlyList<ApiRoute> Of(JsonNode document) =>
        [
            .. from path in document["paths"]!.AsObject()
            from verb in path.Value!.AsObject()
            select new ApiRoute(
                new HttpMethod(verb.Key.ToUpperInvariant()),
                path.Key,
                [.. (verb.Value!["parameters"]?.AsArray() ?? []).Select(value => Value(value!))],
                verb.Value["requestBody"]?["content"]?["application/json"]?["schema"]
            ),
        ];

    /// <summary>The address, with a value in each place of the path; queries as they are given.</summary>
    public string Address(Func<ApiValue, string?> value)
    {
        var path = Values
            .Where(one => one.In == "path")
            .Aggregate(Path, (text, one) => text.Replace($"{{{one.Name}}}", value(one), StringComparison.Ordinal));
        var query = Values.Where(one => one.In == "query").Select(one => (one.Name, Value: value(one)));
        return path + "?" + string.Join('&', query.Where(one => one.Value is not null).Select(Pair));
    }

    private static string Pair((string Name, string? Value) one) => $"{one.Name}={one.Value}";

    private static ApiValue Value(JsonNode value) =>
        new(
            value["name"]!.GetValue<string>(),
            value["in"]!.GetValue<string>(),
            value["schema"]?["type"] is JsonValue word ? word.GetValue<string>() : "string"
        );
}
