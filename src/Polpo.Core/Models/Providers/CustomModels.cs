using System.Text.Json.Nodes;

namespace Polpo.Core.Models.Providers;

/// <summary>The <c>models</c> of a custom provider: names, or objects <c>{id, cost: {input, output, cacheRead, cacheWrite}}</c> in dollars per million tokens.</summary>
internal static class CustomModels
{
    public static string? First(JsonObject entry) =>
        (entry["models"] as JsonArray)?.Select(Name).FirstOrDefault(name => name is not null);

    public static IReadOnlyDictionary<string, Price> Prices(string path, string field, JsonObject entry)
    {
        if (entry["models"] is not { } node)
            return new Dictionary<string, Price>();
        if (node is not JsonArray models)
            throw CustomProviders.Wrong(path, field + ".models", "must be a list of names or of objects with an id");
        var prices = new Dictionary<string, Price>(StringComparer.Ordinal);
        for (var index = 0; index < models.Count; index++)
        {
            var name =
                Name(models[index])
                ?? throw CustomProviders.Wrong(
                    path,
                    $"{field}.models[{index}]",
                    "must be a name or an object with an id"
                );
            if (models[index] is JsonObject model && model["cost"] is JsonObject cost)
                prices[name] = new Price(Amount("input"), Amount("output"), Amount("cacheRead"), Amount("cacheWrite"));

            decimal Amount(string part) =>
                cost[part] switch
                {
                    null => 0m,
                    JsonValue value when value.TryGetValue<decimal>(out var amount) && amount >= 0 => amount,
                    _ => throw CustomProviders.Wrong(
                        path,
                        $"{field}.models[{index}].cost.{part}",
                        "must be a number of dollars, zero or more"
                    ),
                };
        }
        return prices;
    }

    private static string? Name(JsonNode? node) =>
        node switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            JsonObject model when model["id"] is JsonValue id && id.TryGetValue<string>(out var text) => text,
            _ => null,
        };
}
