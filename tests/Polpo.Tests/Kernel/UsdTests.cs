using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Kernel;

public sealed class UsdTests
{
    [Fact]
    public void Dollars_are_kept_to_the_micro_dollar()
    {
        Usd.FromDollars(1.2345675m).Micros.ShouldBe(1_234_568);
        (Usd.FromDollars(0.1m) + Usd.FromDollars(0.2m)).Dollars.ShouldBe(0.3m);
        new Usd(-5).Dollars.ShouldBe(-0.000005m);
    }

    [Fact]
    public void A_sum_that_does_not_fit_is_an_error_and_no_other_amount() =>
        Should.Throw<OverflowException>(() => new Usd(long.MaxValue) + new Usd(1));

    [Fact]
    public void It_is_written_as_people_read_it()
    {
        new Usd(1_500_000).ToString().ShouldBe("$1.50");
        new Usd(1234).ToString().ShouldBe("$0.001234");
    }
}
