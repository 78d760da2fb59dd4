using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Manners;

/// <summary>What the interface asks of those who use it.</summary>
/// <param name="PerMinute">Requests of one person or key; null: as many as they like.</param>
/// <param name="Origins">Pages of other origins whose scripts may ask, with a key.</param>
internal sealed record MannerOptions(int? PerMinute, IReadOnlyList<string> Origins)
{
    public const string RateVariable = "POLPO_RATE_LIMIT";
    public const string OriginsVariable = "POLPO_CORS_ORIGINS";

    private const int Usual = 3000;

    /// <exception cref="RefusedException">A value cannot be read; all such values are named.</exception>
    public static MannerOptions Read(Func<string, string?> variable)
    {
        var mistakes = new List<string>();
        var options = new MannerOptions(
            RateOf(variable(RateVariable), mistakes),
            OriginsOf(variable(OriginsVariable), mistakes)
        );
        return mistakes.Count == 0 ? options : throw new RefusedException(Refusal.Invalid, string.Join('\n', mistakes));
    }

    private static int? RateOf(string? text, List<string> mistakes)
    {
        if (text is null)
            return Usual;
        if (text == "off")
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0)
            return rate;
        mistakes.Add(
            $"{RateVariable} is \"{text}\". Write how many requests a minute one person or key may send, or off."
        );
        return null;
    }

    private static List<string> OriginsOf(string? text, List<string> mistakes)
    {
        List<string> origins =
        [
            .. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ];
        foreach (var wrong in origins.Where(origin => !IsOrigin(origin)))
            mistakes.Add(
                $"{OriginsVariable} names \"{wrong}\". Write origins with commas between, such as https://tools.example.com; all of them at once (*) cannot be let in."
            );
        return origins;
    }

    // As a browser sends it, or it would never be found.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
