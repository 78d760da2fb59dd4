using System.Text.RegularExpressions;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules.Timing;

/// <summary>The clock on the wall of a time zone, and which instant its hands mean.</summary>
internal sealed partial class WallClock
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TimeZoneInfo _zone;

    private WallClock(TimeZoneInfo zone) => _zone = zone;

    /// <param name="zone">An IANA name, such as <c>Europe/Rome</c>.</param>
    public static WallClock Of(string zone) =>
        // The name becomes a path below the system's zone folder.
        ZoneName().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? new WallClock(found)
            : throw new RefusedException(
                Refusal.Invalid,
                $"\"{zone}\" is not a time zone that this server knows. Use an IANA name, such as Europe/Rome, America/New_York or UTC."
            );

    /// <summary>What the clock shows, to the minute.</summary>
    public DateTime Shows(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, _zone).DateTime;
        return new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Unspecified);
    }

    /// <summary>When the clock shows this for the first time; null when it is put forward past it.</summary>
    public DateTimeOffset? Instant(DateTime shown)
    {
        var utc = new DateTimeOffset(shown, TimeSpan.Zero);
        // A change of the clock lies between the offsets of the day before and of the day after. The earlier one gives the earlier instant.
        var before = _zone.GetUtcOffset(utc - Day);
        return At(utc, before) ?? At(utc, _zone.GetUtcOffset(utc + Day));
    }

    private DateTimeOffset? At(DateTimeOffset shownAsUtc, TimeSpan offset)
    {
        var instant = shownAsUtc - offset;
        return _zone.GetUtcOffset(instant) == offset ? instant : null;
    }

    [GeneratedRegex(
        @"\A[A-Z][A-Za-z0-9+-]{1,31}(/[A-Za-z0-9_+-]{1,31}){0,2}\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ZoneName();
}
