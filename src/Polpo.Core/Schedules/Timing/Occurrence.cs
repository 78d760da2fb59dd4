using System.Globalization;

namespace Polpo.Core.Schedules.Timing;

/// <summary>A minute on the wall clock at which a schedule fires, and the instant that it is. The minute is its identity: a repeated one fires once.</summary>
public readonly record struct Occurrence(DateTime Shown, DateTimeOffset At)
{
    /// <summary>Such as <c>2026-03-29T09:30</c>.</summary>
    public string Name => Shown.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
