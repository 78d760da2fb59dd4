using System.Globalization;
using Polpo.Core.Schedules.Timing;

namespace Polpo.Tests.Schedules;

/// <summary>How far is looked ahead and back.</summary>
public sealed class OccurrencesTests
{
    [Theory]
    // The 29th of February that comes after 2096 is that of 2104.
    [InlineData("2099-02-28T23:59:00Z", null)]
    [InlineData("2099-03-01T00:00:00Z", "2104-02-29T00:00")]
    public void Nothing_is_looked_for_beyond_five_years(string after, string? next) =>
        (ScheduleTiming.Cron("0 0 29 2 *").Occurrences().After(At(after))?.Name).ShouldBe(next);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(999, 999)]
    [InlineData(1000, 1000)]
    [InlineData(1500, 1000)]
    public void Of_those_that_were_missed_a_thousand_at_most_are_counted(int minutes, int counted)
    {
        var occurrences = ScheduleTiming.Cron("* * * * *").Occurrences();
        var first = occurrences.After(At("2026-11-21T09:00:00Z"))!.Value;
        var last = occurrences.LastUpTo(first.At.AddMinutes(minutes), first);
        last.At.ShouldBe(first.At.AddMinutes(minutes));
        occurrences.CountBefore(first, last).ShouldBe(counted);
    }

    [Theory]
    [InlineData("2026-11-21T12:00:00Z", "2026-11-21T12:00")]
    [InlineData("2026-11-21T12:00:59Z", "2026-11-21T12:00")]
    [InlineData("2026-11-21T11:59:59Z", "2026-11-21T11:30")]
    [InlineData("2026-11-21T20:00:00Z", "2026-11-21T12:30")]
    public void The_last_one_is_not_after_the_end(string upTo, string last)
    {
        var ending = ScheduleTiming.Cron("0,30 11-13 * * *", "UTC", At("2026-11-21T12:45:00Z")).Occurrences();
        var first = ending.After(At("2026-11-21T09:00:00Z"))!.Value;
        ending.LastUpTo(At(upTo), first).Name.ShouldBe(last);
    }

    [Fact]
    public void What_comes_once_is_its_own_last_and_nothing_comes_after_it()
    {
        var once = ScheduleTiming.Once("2026-11-21T12:00").Occurrences();
        var only = once.After(At("2026-11-21T11:59:59Z"))!.Value;
        (only.Name, once.After(only.At), once.CountBefore(only, only)).ShouldBe(("2026-11-21T12:00", null, 0));
        once.LastUpTo(At("2027-01-01T00:00:00Z"), only).ShouldBe(only);
    }

    [Fact]
    public void Before_the_first_one_there_is_none_but_the_first()
    {
        var daily = ScheduleTiming.Cron("0 12 * * *").Occurrences();
        var first = daily.After(At("2026-11-21T12:00:00Z"))!.Value;
        daily.LastUpTo(At("2026-11-20T00:00:00Z"), first).ShouldBe(first);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
