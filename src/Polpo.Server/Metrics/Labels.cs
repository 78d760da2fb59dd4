using System.Globalization;

namespace Polpo.Server.Metrics;

/// <summary>Labels in Prometheus's text format.</summary>
internal static class Labels
{
    /// <summary><c>a="1",b="2"</c>, by name.</summary>
    public static string Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return "";
        var parts = new List<string>(tags.Length);
        foreach (var (name, value) in tags)
            parts.Add($"{name}=\"{Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\"");
        parts.Sort(StringComparer.Ordinal);
        return string.Join(',', parts);
    }

    public static string Braced(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    public static string Escaped(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
