using System.CommandLine;
using System.Globalization;

namespace Polpo.Cli.Shell;

/// <summary>Options that say in plain words what they take when they are given something else.</summary>
internal static class Options
{
    /// <summary>A whole number within bounds; a missing option is the default.</summary>
    public static Option<int?> Number(string name, string description, int least, int most, int? otherwise = null) =>
        new(name)
        {
            Description = otherwise is { } number
                ? $"{description} [default: {number.ToString(CultureInfo.InvariantCulture)}]"
                : description,
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (
                    int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    && number >= least
                    && number <= most
                )
                    return number;
                result.AddError($"{name} must be a whole number from {least} to {most}, found \"{text}\".");
                return null;
            },
        };

    /// <summary>A number.</summary>
    public static Option<double?> Amount(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (
                    double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number)
                )
                    return number;
                result.AddError($"{name} must be a number such as 2 or 0.5, found \"{text}\".");
                return null;
            },
        };

    /// <summary>A time, on this machine's clock where no zone is said.</summary>
    public static Option<DateTimeOffset?> Instant(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "TIME",
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (
                    DateTimeOffset.TryParseExact(
                        text,
                        Times,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeLocal | DateTimeStyles.AllowWhiteSpaces,
                        out var time
                    )
                )
                    return time;
                result.AddError(
                    $"{name} must be a time such as 2027-01-31T17:00 (this machine's clock) or 2027-01-31T17:00Z, found \"{text}\"."
                );
                return null;
            },
        };

    private static readonly string[] Times =
    [
        "yyyy-MM-dd",
        "yyyy-MM-ddTHH:mmK",
        "yyyy-MM-ddTHH:mm:ssK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd HH:mm:ssK",
    ];

    /// <summary>One of a few words.</summary>
    public static Option<string?> Word(string name, string description, string helpName, params string[] words) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (words.Contains(text, StringComparer.OrdinalIgnoreCase))
                    return text.ToLowerInvariant();
                result.AddError($"{name} must be one of {string.Join(", ", words)}, found \"{text}\".");
                return null;
            },
        };

    /// <summary>Refuses a value that says nothing, such as a variable of the shell that is not set.</summary>
    public static Option<T> NotEmpty<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                result.AddError($"{option.Name} is empty. Say {option.HelpName}, or leave it out.");
        });
        return option;
    }
}
