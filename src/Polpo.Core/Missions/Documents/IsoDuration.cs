using System.Globalization;
using System.Text.RegularExpressions;

namespace Polpo.Core.Missions.Documents;

/// <summary>Durations as ISO 8601 writes them: <c>PT2H</c>, <c>P1DT12H</c>, <c>P2W</c>. A month has 30.44 days, a year 365.25.</summary>
internal static partial class IsoDuration
{
    /// <summary>Longer waits are a schedule's business.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(10 * 365.25);

    private static readonly (string Unit, double Days)[] Units =
    [
        ("years", 365.25),
        ("months", 30.44),
        ("weeks", 7),
        ("days", 1),
        ("hours", 1 / 24d),
        ("minutes", 1 / 1440d),
        ("seconds", 1 / 86400d),
    ];

    /// <summary>Null when it is no duration, not above zero, or longer than ten years.</summary>
    public static TimeSpan? Read(string text)
    {
        var match = Form.Match(text);
        if (!match.Success || text.EndsWith('P') || text.EndsWith('T'))
            return null;
        var days = Units.Sum(unit =>
            match.Groups[unit.Unit] is { Success: true } group
                ? double.Parse(group.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * unit.Days
                : 0
        );
        return days > 0 && days <= Longest.TotalDays ? TimeSpan.FromMilliseconds(Math.Round(days * 86_400_000)) : null;
    }

    [GeneratedRegex(
        @"^P(?:(?<years>\d{1,9}(?:\.\d{1,9})?)Y)?(?:(?<months>\d{1,9}(?:\.\d{1,9})?)M)?(?:(?<weeks>\d{1,9}(?:\.\d{1,9})?)W)?(?:(?<days>\d{1,9}(?:\.\d{1,9})?)D)?(?:T(?:(?<hours>\d{1,9}(?:\.\d{1,9})?)H)?(?:(?<minutes>\d{1,9}(?:\.\d{1,9})?)M)?(?:(?<seconds>\d{1,9}(?:\.\d{1,9})?)S)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Form { get; }
}
