using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Schedules;

/// <summary>In Rome the clock goes from 2:00 to 3:00 on 2026-03-29 and from 3:00 back to 2:00 on 2026-10-25, both at 1:00 UTC.</summary>
public sealed class DaylightSavingTests
{
    [Fact]
    public void A_repeated_minute_fires_once_the_first_time() =>
        List("30 2 * * *", "Europe/Rome", "2026-10-24T12:00Z", 2)
            .ShouldBe(["2026-10-25T02:30 = 2026-10-25T00:30Z", "2026-10-26T02:30 = 2026-10-26T01:30Z"]);

    [Fact]
    public void A_skipped_minute_does_not_fire() =>
        List("30 2 * * *", "Europe/Rome", "2026-03-27T12:00Z", 2)
            .ShouldBe(["2026-03-28T02:30 = 2026-03-28T01:30Z", "2026-03-30T02:30 = 2026-03-30T00:30Z"]);

    [Fact]
    public void Looked_back_for_a_skipped_minute_is_passed_over_as_well()
    {
        var occurrences = ScheduleTiming.Cron("30 2 * * *", "Europe/Rome").Occurrences();
        var first = occurrences.After(At("2026-03-26T12:00Z"))!.Value;
        Print(occurrences.LastUpTo(At("2026-03-29T12:00Z"), first)).ShouldBe("2026-03-28T02:30 = 2026-03-28T01:30Z");
    }

    [Fact]
    public void Each_minute_of_the_clock_fires_once_whichever_way_it_is_put()
    {
        var minutes = List("*/30 * * * *", "Europe/Rome", "2026-10-24T23:59Z", 5);
        minutes.ShouldBe([
            "2026-10-25T02:00 = 2026-10-25T00:00Z",
            "2026-10-25T02:30 = 2026-10-25T00:30Z",
            "2026-10-25T03:00 = 2026-10-25T02:00Z",
            "2026-10-25T03:30 = 2026-10-25T02:30Z",
            "2026-10-25T04:00 = 2026-10-25T03:00Z",
        ]);
        List("*/30 * * * *", "Europe/Rome", "2026-03-29T00:29Z", 3)
            .ShouldBe([
                "2026-03-29T01:30 = 2026-03-29T00:30Z",
                "2026-03-29T03:00 = 2026-03-29T01:00Z",
                "2026-03-29T03:30 = 2026-03-29T01:30Z",
            ]);
    }

    [Fact]
    public void A_clock_that_is_put_by_half_an_hour_or_at_midnight_is_followed()
    {
        // Lord Howe Island goes back by thirty minutes at 2:00 on 2026-04-05; Chile forward at 24:00 on 2026-09-05.
        List("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00Z", 2)
            .ShouldBe(["2026-04-05T01:45 = 2026-04-04T14:45Z", "2026-04-06T01:45 = 2026-04-05T15:15Z"]);
        List("0 0 * * *", "America/Santiago", "2026-09-05T05:00Z", 1)
            .ShouldBe(["2026-09-07T00:00 = 2026-09-07T03:00Z"]);
    }

    [Fact]
    public void Once_takes_a_local_time_or_one_with_its_offset()
    {
        Once("2026-07-01T09:00", "America/New_York").ShouldBe("2026-07-01T09:00 = 2026-07-01T13:00Z");
        Once("2026-07-01T09:00:00+02:00", "America/New_York").ShouldBe("2026-07-01T03:00 = 2026-07-01T07:00Z");
        Once("2026-10-25T02:30", "Europe/Rome").ShouldBe("2026-10-25T02:30 = 2026-10-25T00:30Z");
    }

    [Fact]
    public void Once_in_a_skipped_minute_or_at_no_time_is_refused()
    {
        foreach (
            var (at, says) in ((string, string)[])
                [("2026-03-29T02:30", "does not exist there"), ("tomorrow", "write a local time")]
        )
        {
            var refused = Should.Throw<RefusedException>(() => Once(at, "Europe/Rome"));
            (refused.Refusal, refused.Message.Contains(says, StringComparison.Ordinal)).ShouldBe(
                (Refusal.Invalid, true)
            );
        }
    }

    [Fact]
    public void Nothing_fires_after_the_end()
    {
        var ending = ScheduleTiming.Cron("0 0 * * *", "UTC", At("2026-11-22T00:00Z")).Occurrences();
        ending.After(At("2026-11-21T10:00Z"))!.Value.Name.ShouldBe("2026-11-22T00:00");
        ending.After(At("2026-11-22T00:00Z")).ShouldBeNull();
    }

    /// <summary>Whatever the expression, the zone and the instant: forwards and backwards agree, and every instant is a new one.</summary>
    [Fact]
    public void Forwards_and_backwards_meet_the_same_occurrences() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(
                (
                    from minute in Gen.Elements("0", "*/7", "30", "5-50/15", "59")
                    from hour in Gen.Elements("*", "2", "1-3", "0,23", "*/5")
                    from days in Gen.Elements("* * *", "1 * *", "* * 0", "29 2 *", "25 10 7", "*/3 3,10 *")
                    from zone in Gen.Elements(
                        "UTC",
                        "Europe/Rome",
                        "America/St_Johns",
                        "Australia/Lord_Howe",
                        "Africa/Cairo"
                    )
                    from hours in Gen.Choose(0, 24 * 365)
                    select (Cron: $"{minute} {hour} {days}", zone, hours)
                ).ToArbitrary(),
                given =>
                {
                    var occurrences = ScheduleTiming.Cron(given.Cron, given.zone).Occurrences();
                    var from = At("2026-01-01T00:00Z").AddHours(given.hours);
                    if (occurrences.After(from) is not { } first || occurrences.After(first.At) is not { } second)
                        return false;
                    return first.At > from
                        && second.At > first.At
                        && string.CompareOrdinal(second.Name, first.Name) > 0
                        && occurrences.LastUpTo(second.At, first) == second
                        && occurrences.LastUpTo(second.At.AddSeconds(-1), first) == first
                        && occurrences.CountBefore(first, second) == 1;
                }
            )
        );

    private static string Once(string at, string zone) =>
        Print(ScheduleTiming.Once(at, zone).Occurrences().After(At("2026-01-01T00:00Z"))!.Value);

    private static List<string> List(string expression, string zone, string after, int count)
    {
        var occurrences = ScheduleTiming.Cron(expression, zone).Occurrences();
        var list = new List<string>();
        for (var at = At(after); list.Count < count && occurrences.After(at) is { } next; at = next.At)
            list.Add(Print(next));
        return list;
    }

    private static string Print(Occurrence occurrence) =>
        $"{occurrence.Name} = {occurrence.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture)}";

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
