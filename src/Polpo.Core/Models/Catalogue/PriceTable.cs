using System.Text.Json;
using Polpo.Core.Models.Providers;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Models.Catalogue;

/// <summary>Prices by <c>provider/model</c>: ours, then those of <c>$POLPO_HOME/prices.json</c> in the same shape, which win.</summary>
internal sealed class PriceTable
{
    private readonly ByModel<Price> _prices = ByModel<Price>.Embedded("prices.json");

    public PriceTable(PolpoHome home)
    {
        var path = home.At("prices.json");
        if (!File.Exists(path))
            return;
        try
        {
            _prices.Add(File.ReadAllText(path));
        }
        catch (JsonException broken)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"{path}: {JsonFault.Of(broken)}. It must look like {{\"provider/model\": {{\"input\": 3, \"output\": 15, \"cachedInput\": 0.3}}}}.",
                broken
            );
        }
    }

    /// <summary>Null: nobody told us this model's price.</summary>
    public Price? Find(Provider? provider, ModelRef model) =>
        provider?.Prices.GetValueOrDefault(model.Model) ?? _prices.Find(model);
}
