using Polpo.Core.Models;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Models;

public sealed class PriceTableTests
{
    [Theory]
    [InlineData("anthropic", "claude-sonnet-4-5-20250929", 3)]
    [InlineData("anthropic", "claude-opus-4-1", 15)]
    [InlineData("anthropic", "claude-opus-4-5", 5)]
    [InlineData("openrouter", "anthropic/claude-sonnet-4.5", 3)]
    public void The_longest_name_that_covers_a_model_counts(string provider, string model, int input)
    {
        using var bench = new ModelsBench();
        bench.Prices.Find(null, new ModelRef(provider, model))!.Input.ShouldBe(input);
    }

    [Fact]
    public void A_model_that_nobody_priced_has_no_price()
    {
        using var bench = new ModelsBench();
        bench.Prices.Find(null, new ModelRef("openai", "gpt-9")).ShouldBeNull();
    }

    [Fact]
    public void The_installation_s_own_prices_win()
    {
        using var bench = new ModelsBench().With(
            "home/prices.json",
            """{"openai/gpt-5.1*": {"input": 1, "output": 2, "cachedInput": 0.5}, "openai/gpt-9": {"input": 9, "output": 9, "cachedInput": 9}}"""
        );
        bench
            .Prices.Find(null, new ModelRef("openai", "gpt-5.1"))!
            .Of(1_000_000, 1_000_000, 500_000, 0)
            .ShouldBe(Usd.FromDollars(2.75m));
        bench.Prices.Find(null, new ModelRef("openai", "gpt-9")).ShouldNotBeNull();
    }

    [Fact]
    public void A_broken_price_file_is_named_with_its_line()
    {
        using var bench = new ModelsBench().With("home/prices.json", "{\n oops }");
        Should
            .Throw<RefusedException>(() => bench.Prices)
            .Message.ShouldContain("prices.json: it is not JSON from line 2");
    }
}
