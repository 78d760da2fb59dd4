using Polpo.Engine.Kernel;

namespace Polpo.Core.Models.Catalogue;

/// <summary>What a model costs, in US dollars per million tokens.</summary>
public sealed record Price(decimal Input, decimal Output, decimal CachedInput, decimal CacheWrite = 0)
{
    /// <summary>The cost of a call. <paramref name="input"/> includes what was read from and written to the provider's cache.</summary>
    public Usd Of(long input, long output, long cachedInput, long cacheWrite)
    {
        var written = CacheWrite > 0 ? CacheWrite : Input;
        var plain = Math.Max(0, input - cachedInput - cacheWrite);
        return Usd.FromDollars(
            (plain * Input + cachedInput * CachedInput + cacheWrite * written + output * Output) / 1_000_000m
        );
    }
}
