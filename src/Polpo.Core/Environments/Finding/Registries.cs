using System.Text.RegularExpressions;

namespace Polpo.Core.Environments.Finding;

/// <summary>The registries that a repository or this machine is configured to use, beside an ecosystem's own.</summary>
internal static partial class Registries
{
    /// <summary>The hosts of the addresses in a text, such as an <c>.npmrc</c> or a <c>NuGet.config</c>.</summary>
    public static IEnumerable<string> Hosts(string text) =>
        AddressPattern().Matches(text).Select(match => Host(match.Value)).OfType<string>();

    /// <summary>An address as an allow-list entry; null when it is none.</summary>
    public static string? Host(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri!.IsDefaultPort
                ? uri.IdnHost
                : $"{uri.IdnHost}:{uri.Port}"
            : null;

    [GeneratedRegex("""https?://[^\s"'<>]+""")]
    private static partial Regex AddressPattern();
}
