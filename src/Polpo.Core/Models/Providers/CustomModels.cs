using System.Text.Json.Nodes;
using Polpo.Core.Models.Catalogue;

namespace Polpo.Core.Models.Providers;

/// <summary>
/// The <c>models</c> of a custom provider: names, or objects <c>{id, cost: {input, output, cacheRead, cacheWrite}, contextWindow, maxTokens}</c>
/// with costs in dollars per million tokens.
/// </summary>
internal sealed record CustomModel(string Name, Price? Price, ModelWindow? Window);

internal static class CustomModels
{
    public static IReadOnlyList<CustomModel> Read(string path, string field, JsonObject entry) =>
        entry["models"] switch
        {
            null => [],
            JsonArray models => [.. models.Select((model, index) => One(path, $"{field}.models[{index}]", model))],
            _ => throw CustomProviders.Wrong(
                path,
                field + ".models",
                "must be a list of names or of objects with an id"
            ),
        };

    public static IReadOnlyDictionary<string, Price> Prices(IEnumerable<CustomModel> models) =>
        models
            .Where(model => model.Price is not null)
            .ToLookup(model => model.Name)
            .ToDictionary(group => group.Key, group => group.Last().Price!, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, ModelWindow> Windows(IEnumerable<CustomModel> models) =>
        models
            .Where(model => model.Window is not null)
            .ToLookup(model => model.Name)
            .ToDictionary(group => group.Key, group => group.Last().Window!, StringComparer.Ordinal);

    private static CustomModel One(string path, string field, JsonNode? node)
    {
        var name = Name(node) ?? throw CustomProviders.Wrong(path, field, "must be a name or an object with an id");
        if (node is not JsonObject model)
            return new CustomModel(name, null, null);
        return new CustomModel(
            name,
            model["cost"] is JsonObject cost
                ? new Price(
                    Amount(path, field, cost, "input"),
                    Amount(path, field, cost, "output"),
                    Amount(path, field, cost, "cacheRead"),
                    Amount(path, field, cost, "cacheWrite")
                )
                : null,
            Window(path, field, model)
        );
    }

    private static ModelWindow? Window(string path, string field, JsonObject model)
    {
        var (context, output) = (Tokens(path, field, model, "contextWindow"), Tokens(path, field, model, "maxTokens"));
        return (context, output) is (null, null)
            ? null
            : new ModelWindow(context ?? ModelWindow.Unknown.Context, output ?? ModelWindow.Unknown.Output);
    }

    private static long? Tokens(string path, string field, JsonObject model, string name) =>
        model[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<long>(out var tokens) && tokens >= 1000 => tokens,
            _ => throw CustomProviders.Wrong(path, $"{field}.{name}", "must be a number of tokens, 1000 or more"),
        };

    private static decimal Amount(string path, string field, JsonObject cost, string part) =>
        cost[part] switch
        {
            null => 0m,
            JsonValue value when value.TryGetValue<decimal>(out var amount) && amount >= 0 => amount,
            _ => throw CustomProviders.Wrong(path, $"{field}.cost.{part}", "must be a number of dollars, zero or more"),
        };

    private static string? Name(JsonNode? node) =>
        node switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            JsonObject model when model["id"] is JsonValue id && id.TryGetValue<string>(out var text) => text,
            _ => null,
        };
}
