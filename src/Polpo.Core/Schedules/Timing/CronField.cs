using System.Globalization;
using System.Numerics;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules.Timing;

/// <summary>One of the five fields of a cron expression, as the set of values at which it fires.</summary>
internal readonly record struct CronField(ulong Values, bool IsRestricted)
{
    public bool Has(int value) => (Values & (1UL << value)) != 0;

    /// <summary>The first value from <paramref name="least"/> on.</summary>
    public int? First(int least)
    {
        var rest = least > 63 ? 0 : Values & (ulong.MaxValue << least);
        return rest == 0 ? null : BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>The last value up to <paramref name="most"/>.</summary>
    public int? Last(int most)
    {
        var rest = most < 0 ? 0 : Values & (ulong.MaxValue >> (63 - most));
        return rest == 0 ? null : 63 - BitOperations.LeadingZeroCount(rest);
    }
}

/// <summary>Reads one field: <c>*</c>, numbers, ranges, steps of both, and lists of all these.</summary>
internal sealed record CronFieldForm(string Name, int Least, int Most)
{
    public static readonly IReadOnlyList<CronFieldForm> All =
    [
        new("minute", 0, 59),
        new("hour", 0, 23),
        new("day-of-month", 1, 31),
        new("month", 1, 12),
        new("day-of-week", 0, 7),
    ];

    /// <summary>The last value that <c>*</c> stands for: Sunday is 0 and 7, and counts once.</summary>
    private int LastOfAll => Most == 7 ? 6 : Most;

    public CronField Read(string text)
    {
        var values = text.Split(',').Aggregate(0UL, (all, part) => all | Part(text, part));
        if (Most == 7 && (values & (1UL << 7)) != 0)
            values = (values | 1UL) & ~(1UL << 7);
        return new CronField(values, values != Span(Least, LastOfAll, 1));
    }

    private ulong Part(string text, string part)
    {
        var (range, step) = part.Split('/') switch
        {
            [var all] => (all, 1),
            [var all, var every] when all == "*" || all.Contains('-', StringComparison.Ordinal) => (
                all,
                Step(text, every)
            ),
            [var from, var every] => throw Wrong(
                text,
                $"a step needs a range: write {from}-{LastOfAll}/{every}, or */{every}"
            ),
            _ => throw Wrong(text, "a part has at most one step"),
        };
        if (range == "*")
            return Span(Least, LastOfAll, step);
        return range.Split('-') switch
        {
            [var only] => Span(Number(text, only), Number(text, only), 1),
            [var from, var to] => Range(text, Number(text, from), Number(text, to), step),
            _ => throw Wrong(text, $"\"{range}\" is not a range such as {Least}-{LastOfAll}"),
        };
    }

    private ulong Range(string text, int from, int to, int step) =>
        from <= to
            ? Span(from, to, step)
            : throw Wrong(text, $"{from}-{to} goes backwards: write {from}-{LastOfAll},{Least}-{to}");

    private int Step(string text, string every) =>
        int.TryParse(every, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step >= 1 && step <= Most
            ? step
            : throw Wrong(text, $"a step is a number from 1 to {Most}, found \"{every}\"");

    private int Number(string text, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && value >= Least
        && value <= Most
            ? value
            : throw Wrong(
                text,
                $"it takes numbers from {Least} to {Most}, found \"{number}\" (no names, and no L, W, # or ?)"
            );

    private static ulong Span(int from, int to, int step)
    {
        var values = 0UL;
        for (var value = from; value <= to; value += step)
            values |= 1UL << value;
        return values;
    }

    private RefusedException Wrong(string text, string what) =>
        new(Refusal.Invalid, $"The {Name} field of the cron expression is \"{text}\": {what}.");
}
