using System.Text.Json;
using Polpo.Core.Models.Providers;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Models;

/// <summary>
/// Prices by <c>provider/model</c>: ours, then those of <c>$POLPO_HOME/prices.json</c> in the same shape, which win. A name that ends
/// in <c>*</c> covers every model that begins so; the longest match counts.
/// </summary>
internal sealed class PriceTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly Dictionary<string, Price> _prices;

    public PriceTable(PolpoHome home)
    {
        using var ours = typeof(PriceTable).Assembly.GetManifestResourceStream("Polpo.Core.Models.prices.json")!; // embedded by the project
        _prices = new Dictionary<string, Price>(
            JsonSerializer.Deserialize<Dictionary<string, Price>>(ours, Json)!,
            StringComparer.OrdinalIgnoreCase
        );
        foreach (var (model, price) in Own(home.At("prices.json")))
            _prices[model] = price;
    }

    /// <summary>Null: nobody told us this model's price.</summary>
    public Price? Find(Provider? provider, ModelRef model)
    {
        if (provider?.Prices.GetValueOrDefault(model.Model) is { } own)
            return own;
        // An aggregator sells provider/model names of others at their list prices.
        var name =
            model.Provider == "openrouter" && model.Model.Contains('/')
                ? model.Model.Replace('.', '-')
                : model.ToString();
        return _prices.GetValueOrDefault(name) ?? Longest(name);
    }

    private Price? Longest(string name) =>
        _prices
            .Where(entry =>
                entry.Key.EndsWith('*') && name.StartsWith(entry.Key[..^1], StringComparison.OrdinalIgnoreCase)
            )
            .OrderByDescending(entry => entry.Key.Length)
            .Select(entry => entry.Value)
            .FirstOrDefault();

    private static Dictionary<string, Price> Own(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, Price>>(File.ReadAllText(path), Json) ?? [];
        }
        catch (JsonException broken)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"{path} line {broken.LineNumber + 1} cannot be read: {broken.Message} It must look like {{\"provider/model\": {{\"input\": 3, \"output\": 15, \"cachedInput\": 0.3}}}}.",
                broken
            );
        }
    }
}
