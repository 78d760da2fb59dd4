using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules.Timing;

/// <summary>The instants at which a schedule fires, in order. Searched no further than five years ahead.</summary>
internal sealed class Occurrences
{
    /// <summary>How many missed ones are counted one by one.</summary>
    public const int MostCounted = 1000;

    private const int HorizonYears = 5;

    /// <summary>No clock is put back by more.</summary>
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromHours(3);

    private readonly CronExpression? _cron;
    private readonly WallClock _clock;
    private readonly Occurrence? _once;
    private readonly DateTimeOffset? _endsAt;

    private Occurrences(CronExpression? cron, WallClock clock, Occurrence? once, DateTimeOffset? endsAt) =>
        (_cron, _clock, _once, _endsAt) = (cron, clock, once, endsAt);

    public static Occurrences OfCron(CronExpression cron, WallClock clock, DateTimeOffset? endsAt) =>
        new(cron, clock, null, endsAt);

    public static Occurrences OfOnce(string at, WallClock clock)
    {
        if (!ScheduleTiming.TryTime(at, out var local, out var instant))
            throw new RefusedException(
                Refusal.Invalid,
                $"timing.at is \"{at}\"; write a local time such as 2026-12-01T09:00, or one with its offset such as 2026-12-01T09:00:00+01:00."
            );
        var when =
            instant
            ?? clock.Instant(local)
            ?? throw new RefusedException(
                Refusal.Invalid,
                $"timing.at is {at}, which does not exist there: the clock is put forward past it. Take another minute."
            );
        return new Occurrences(null, clock, new Occurrence(clock.Shows(when), when), null);
    }

    /// <summary>The first one after <paramref name="instant"/>; null when none comes within five years, or before the end.</summary>
    public Occurrence? After(DateTimeOffset instant)
    {
        if (_cron is null)
            return _once?.At > instant ? _once : null;
        var last = _clock.Shows(instant.AddYears(HorizonYears));
        for (var from = _clock.Shows(instant); _cron.First(from, last) is { } shown; from = shown.AddMinutes(1))
        {
            if (_clock.Instant(shown) is { } at && at > instant)
                return at > _endsAt ? null : new Occurrence(shown, at);
        }
        return null;
    }

    /// <summary>The last one from <paramref name="first"/> up to <paramref name="instant"/>, both included.</summary>
    public Occurrence LastUpTo(DateTimeOffset instant, Occurrence first)
    {
        if (_cron is null)
            return first;
        var end = _endsAt < instant ? _endsAt.Value : instant;
        var until = _clock.Shows(end + LongestRepeat);
        for (; _cron.Last(first.Shown, until) is { } shown; until = shown.AddMinutes(-1))
        {
            if (_clock.Instant(shown) is { } at && at <= end)
                return at > first.At ? new Occurrence(shown, at) : first;
        }
        return first;
    }

    /// <summary>How many lie from <paramref name="first"/> up to before <paramref name="last"/>; not counted beyond <see cref="MostCounted"/>.</summary>
    public int CountBefore(Occurrence first, Occurrence last)
    {
        var count = 0;
        for (Occurrence? one = first; one?.At < last.At && count < MostCounted; one = After(one.Value.At))
            count++;
        return count;
    }
}
