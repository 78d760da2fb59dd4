using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules.Timing;

public enum TimingKind
{
    Cron,
    Once,
}

/// <summary>When a schedule fires, as it was asked for.</summary>
/// <param name="Expression">Of <see cref="TimingKind.Cron"/>: five fields.</param>
/// <param name="At">Of <see cref="TimingKind.Once"/>: a local time (<c>2026-12-01T09:00</c>), or one with its offset.</param>
/// <param name="Timezone">An IANA name.</param>
/// <param name="EndsAt">Nothing fires after this.</param>
public sealed record ScheduleTiming(
    TimingKind Kind,
    string? Expression,
    string? At,
    string Timezone = "UTC",
    DateTimeOffset? EndsAt = null
)
{
    public static ScheduleTiming Cron(string expression, string timezone = "UTC", DateTimeOffset? endsAt = null) =>
        new(TimingKind.Cron, expression, null, timezone, endsAt);

    public static ScheduleTiming Once(string at, string timezone = "UTC") => new(TimingKind.Once, null, at, timezone);

    /// <summary>The old single field: a cron expression, or a time.</summary>
    public static ScheduleTiming Read(string text, string timezone, DateTimeOffset? endsAt) =>
        TryTime(text.Trim(), out _, out _) ? Once(text.Trim(), timezone) : Cron(text, timezone, endsAt);

    /// <summary>A local time, or a time with its offset; to the second.</summary>
    internal static bool TryTime(string text, out DateTime local, out DateTimeOffset? instant)
    {
        instant = null;
        string[] forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm"];
        if (DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out local))
            return true;
        if (
            text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var given
            )
        )
            instant = given.ToUniversalTime();
        return instant is not null;
    }

    /// <exception cref="RefusedException">It cannot be understood; the message says which part.</exception>
    internal Occurrences Occurrences() =>
        Kind switch
        {
            TimingKind.Cron when Expression is { } expression => Timing.Occurrences.OfCron(
                CronExpression.Parse(expression),
                WallClock.Of(Timezone),
                EndsAt
            ),
            TimingKind.Once when At is { } at => Timing.Occurrences.OfOnce(at, WallClock.Of(Timezone)),
            TimingKind.Cron => throw new RefusedException(
                Refusal.Invalid,
                "timing.expression is missing; a cron schedule has five fields, such as 30 9 * * 1-5."
            ),
            _ => throw new RefusedException(
                Refusal.Invalid,
                "timing.at is missing; a schedule that fires once has a time, such as 2026-12-01T09:00."
            ),
        };
}
