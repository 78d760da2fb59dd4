using System.Globalization;
using System.Text.RegularExpressions;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sandboxes;

/// <summary>Reads a limit as people write it, such as <c>512 MB</c> or <c>1.5</c>, and writes it so.</summary>
internal static partial class Amount
{
    private static readonly string[] _units = ["KB", "MB", "GB", "TB"];

    /// <summary>How a size is written, for messages.</summary>
    public const string SizeForm = "a size such as \"512 MB\" or \"4 GB\"";

    /// <summary>Null when the text is null.</summary>
    /// <exception cref="RefusedException">It is no size, or less than what a sandbox needs.</exception>
    public static long? Bytes(string name, string? text, long least) =>
        text is null ? null
        : Bytes(text) is { } bytes && bytes >= least ? bytes
        : throw Wrong(name, text, $"{SizeForm}, at least {Text(least)}");

    /// <exception cref="RefusedException">It is no number, or less than what a sandbox needs.</exception>
    public static double? Number(string name, string? text, double least) =>
        text is null ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= int.MaxValue
            ? number
        : throw Wrong(name, text, string.Create(CultureInfo.InvariantCulture, $"a number, at least {least}"));

    public static long? Bytes(string text)
    {
        if (SizePattern().Match(text) is not { Success: true } match)
            return null;
        var unit = Array.FindIndex(_units, one => one[0] == char.ToUpperInvariant(match.Groups["unit"].Value[0]));
        var bytes =
            double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * Math.Pow(1024, unit + 1);
        return bytes < long.MaxValue ? (long)bytes : null;
    }

    public static string Text(long bytes)
    {
        var unit = bytes >= 1L << 30 ? 2 : 1;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / Math.Pow(1024, unit + 1):0.#} {_units[unit]}");
    }

    private static RefusedException Wrong(string name, string text, string wanted) =>
        new(Refusal.Invalid, $"{name} must be {wanted}, found \"{text}\".");

    [GeneratedRegex(
        @"\A\s*(?<number>[0-9]{1,12}(\.[0-9]{1,6})?)\s*(?<unit>[KMGT])i?B?\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex SizePattern();
}
