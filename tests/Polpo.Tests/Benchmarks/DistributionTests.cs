using FsCheck;
using FsCheck.Fluent;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Tests.Benchmarks;

public sealed class DistributionTests
{
    [Theory]
    [InlineData(50, 50)]
    [InlineData(95, 95)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(1, 1)]
    public void Of_the_numbers_1_to_100_each_is_its_own_percentile(int percent, double value) =>
        new Distribution(Enumerable.Range(1, 100).Select(number => (double)number)).At(percent).ShouldBe(value);

    [Fact]
    public void With_few_runs_the_tail_is_the_worst_of_them()
    {
        var few = new Distribution([30, 10, 20, 50, 40]);

        (few.P50, few.P95, few.P99, few.Least, few.Most).ShouldBe((30, 50, 50, 10, 50));
    }

    [Fact]
    public void One_run_is_all_of_its_percentiles() => new Distribution([7]).P50.ShouldBe(7);

    [Fact]
    public void Every_percentile_was_measured_and_enough_values_do_not_exceed_it() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonEmptyArray<int>>(),
                Gen.Choose(1, 100).ToArbitrary(),
                (values, percent) =>
                {
                    var given = values.Get.Select(value => (double)value).ToList();
                    var found = new Distribution(given).At(percent);
                    return given.Contains(found)
                        && given.Count(value => value <= found) * 100 >= percent * given.Count
                        && given.Count(value => value < found) * 100 < percent * given.Count;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_measured_and_no_number_are_refused()
    {
        Should.Throw<ArgumentException>(() => new Distribution([]));
        Should.Throw<ArgumentException>(() => new Distribution([1, double.NaN]));
    }
}
