using System.Globalization;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Schedules;

public sealed class CronTests
{
    [Theory]
    [InlineData("0 9 * * *", "2026-11-21T09:00", "2026-11-22T09:00")]
    [InlineData("*/15 * * * *", "2026-11-21T09:44", "2026-11-21T09:45")]
    [InlineData("10-20/5 8,17 * * *", "2026-11-21T08:15", "2026-11-21T08:20")]
    [InlineData("10-20/5 8,17 * * *", "2026-11-21T08:20", "2026-11-21T17:10")]
    [InlineData("0 0 1 1 *", "2026-11-21T00:00", "2027-01-01T00:00")]
    [InlineData("0 0 29 2 *", "2026-11-21T00:00", "2028-02-29T00:00")]
    [InlineData("59 23 31 12 *", "2026-12-31T23:59", "2027-12-31T23:59")]
    [InlineData("0 12 * * 1-5", "2026-11-20T12:00", "2026-11-23T12:00")]
    public void The_next_minute_that_fits_comes_next(string expression, string after, string next) =>
        Next(expression, after).ShouldBe(next);

    [Theory]
    [InlineData("0", "2026-11-22T06:00")]
    [InlineData("7", "2026-11-22T06:00")]
    [InlineData("5-7", "2026-11-22T06:00")]
    [InlineData("1", "2026-11-23T06:00")]
    public void Sunday_is_0_and_7(string weekday, string next) =>
        Next($"0 6 * * {weekday}", "2026-11-21T06:00").ShouldBe(next);

    [Fact]
    public void Of_two_restricted_days_either_is_enough()
    {
        // The 13th, and every Friday.
        Next("0 0 13 * 5", "2026-11-09T00:00").ShouldBe("2026-11-13T00:00");
        Next("0 0 13 * 5", "2026-11-13T00:00").ShouldBe("2026-11-20T00:00");
        Next("0 0 13 * 5", "2026-12-11T00:00").ShouldBe("2026-12-13T00:00");
    }

    [Theory]
    [InlineData("0 0 * * 5", "2026-11-27T00:00")]
    [InlineData("0 0 13 * *", "2026-12-13T00:00")]
    [InlineData("0 0 13 * 0-6", "2026-12-13T00:00")]
    [InlineData("0 0 1-31 * 5", "2026-11-27T00:00")]
    public void One_restricted_day_decides_alone(string expression, string next) =>
        Next(expression, "2026-11-20T00:00").ShouldBe(next);

    [Theory]
    [InlineData("60 * * * *", "minute", "numbers from 0 to 59")]
    [InlineData("* 24 * * *", "hour", "numbers from 0 to 23")]
    [InlineData("* * 0 * *", "day-of-month", "numbers from 1 to 31")]
    [InlineData("* * L * *", "day-of-month", "no L, W, # or ?")]
    [InlineData("* * * 13 *", "month", "numbers from 1 to 12")]
    [InlineData("* * * JAN *", "month", "found \"JAN\"")]
    [InlineData("* * * * 8", "day-of-week", "numbers from 0 to 7")]
    [InlineData("* * * * 5#2", "day-of-week", "found \"5#2\"")]
    [InlineData("*/0 * * * *", "minute", "a step is a number from 1 to 59")]
    [InlineData("5/10 * * * *", "minute", "write 5-59/10")]
    [InlineData("* 22-2 * * *", "hour", "write 22-23,0-2")]
    [InlineData("1,,2 * * * *", "minute", "found \"\"")]
    [InlineData("-5 * * * *", "minute", "found \"\"")]
    [InlineData("1-2-3 * * * *", "minute", "not a range")]
    [InlineData("1-5/2/2 * * * *", "minute", "at most one step")]
    [InlineData("٣ * * * *", "minute", "found \"٣\"")]
    public void A_wrong_field_is_named_with_what_it_takes(string expression, string field, string says)
    {
        var message = Refusal(expression);
        message.ShouldContain($"The {field} field");
        message.ShouldContain(says);
    }

    [Theory]
    [InlineData("* * * *", "has 4 fields; it needs five")]
    [InlineData("0 * * * * *", "has 6 fields; it needs five")]
    [InlineData("", "has 0 fields")]
    [InlineData("@daily", "0 0 * * * is daily")]
    public void What_has_not_five_fields_is_refused(string expression, string says) =>
        Refusal(expression).ShouldContain(says);

    [Theory]
    [InlineData(257)]
    [InlineData(100_000)]
    public void An_endless_expression_is_not_read(int characters) =>
        Refusal(OfLength(characters))
            .ShouldBe($"The cron expression has {characters} characters; at most 256 are read.");

    [Fact]
    public void A_long_one_is() => CronExpression.Parse(OfLength(256)).ShouldNotBeNull();

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    public void A_day_that_no_month_has_never_comes(string expression) =>
        Next(expression, "2026-11-21T00:00").ShouldBeNull();

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("localtime")]
    [InlineData("")]
    public void A_zone_that_is_none_is_refused(string zone) =>
        Invalid(() => ScheduleTiming.Cron("* * * * *", zone).Occurrences()).ShouldContain("Use an IANA name");

    private static string Refusal(string expression) => Invalid(() => CronExpression.Parse(expression));

    private static string Invalid(Action read)
    {
        var refused = Should.Throw<RefusedException>(read);
        refused.Refusal.ShouldBe(Polpo.Engine.Kernel.Refusal.Invalid);
        return refused.Message;
    }

    private static string OfLength(int characters) => "0 0 1 1 *".PadLeft(characters);

    private static string? Next(string expression, string after) =>
        ScheduleTiming
            .Cron(expression)
            .Occurrences()
            .After(DateTimeOffset.Parse(after + "Z", CultureInfo.InvariantCulture))
            ?.Name;
}
