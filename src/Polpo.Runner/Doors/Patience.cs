using System.Globalization;

namespace Polpo.Runner.Doors;

/// <summary>How long sandboxes in which nothing runs wait for a server to come back: half an hour, or what was asked for, a day at most.</summary>
internal static class Patience
{
    public const string Variable = "POLPO_SANDBOX_KEEP_MINUTES";

    private const int Standard = 30;
    private const int Longest = 24 * 60;

    /// <summary>A text that is no number of minutes asks for nothing.</summary>
    public static TimeSpan From(string? text) =>
        TimeSpan.FromMinutes(
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
                ? Math.Min(minutes, Longest)
                : Standard
        );
}
