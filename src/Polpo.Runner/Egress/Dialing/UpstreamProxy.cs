namespace Polpo.Runner.Egress.Dialing;

/// <summary>The proxy through which this machine itself reaches the world, as its environment names it.</summary>
internal static class UpstreamProxy
{
    private static readonly Uri? _proxy =
        Read("HTTPS_PROXY") ?? Read("https_proxy") ?? Read("HTTP_PROXY") ?? Read("http_proxy");

    private static readonly string[] _direct = (
        Environment.GetEnvironmentVariable("NO_PROXY") ?? Environment.GetEnvironmentVariable("no_proxy") ?? ""
    ).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static Uri? For(string host) => _proxy is null || IsDirect(host) ? null : _proxy;

    private static bool IsDirect(string host) =>
        host is "localhost" or "127.0.0.1" or "::1"
        || _direct.Any(entry =>
            entry == "*"
            || host.Equals(entry.TrimStart('*', '.'), StringComparison.OrdinalIgnoreCase)
            || host.EndsWith("." + entry.TrimStart('*', '.'), StringComparison.OrdinalIgnoreCase)
        );

    private static Uri? Read(string name) =>
        Uri.TryCreate(Environment.GetEnvironmentVariable(name), UriKind.Absolute, out var uri) && uri.Scheme is "http"
            ? uri
            : null;
}
