using System.Globalization;

namespace Polpo.Runner.Egress;

/// <summary>
/// The hosts that a sandbox may reach: <c>name</c>, <c>*.domain</c>, either with <c>:port</c>. Without a port: 80 and 443.
/// An address is reached only where it stands in the list as it is written.
/// </summary>
internal sealed class AllowList
{
    private readonly List<(string Host, int? Port)> _entries;

    /// <exception cref="RunnerFault">An entry cannot be read.</exception>
    public AllowList(IEnumerable<string> entries) => _entries = [.. entries.Select(Parse)];

    public bool Allows(string host, int port) =>
        _entries.Exists(entry =>
            Matches(entry.Host, Normal(host)) && (entry.Port is { } one ? one == port : port is 80 or 443)
        );

    private static bool Matches(string pattern, string host) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(pattern[1..], StringComparison.Ordinal) && host.Length > pattern.Length - 1
            : host == pattern;

    private static (string, int?) Parse(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var named =
            colon > 0 && !entry.EndsWith(']') && entry.IndexOf(':', StringComparison.Ordinal) == colon
            || entry.Contains("]:", StringComparison.Ordinal);
        if (!named)
            return (Normal(entry), null);
        return
            int.TryParse(entry[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and < 65536
            ? (Normal(entry[..colon]), port)
            : throw RunnerFault.Invalid(
                $"\"{entry}\" is not an allowed host. Such an entry looks like registry.npmjs.org, *.nuget.org or localhost:8080."
            );
    }

    private static string Normal(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}
