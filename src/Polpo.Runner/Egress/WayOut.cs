using Polpo.Runner.Egress.Secrets;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Egress;

/// <summary>A sandbox's way out as its commands find it: the variables that programs look at. Each command gets a pass of its own.</summary>
/// <param name="proxy">Null: none, or the host's own network.</param>
internal sealed class WayOut(EgressProxy? proxy, Passes? passes, StandIns? standIns) : IAsyncDisposable
{
    private static readonly string[] _proxyNames =
    [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "npm_config_proxy",
        "npm_config_https_proxy",
    ];

    public static readonly WayOut None = new(null, null, null);

    public IEnumerable<KeyValuePair<string, string>> VariablesFor(string run)
    {
        if (this == None)
            yield break;
        foreach (var variable in CustomAuthorities.Variables)
            yield return variable;
        if (passes is null)
            yield break;
        if (standIns is { Any: true })
            foreach (var variable in standIns.Variables.Concat(Authority.Variables.Select(Trusting)))
                yield return variable;
        var address = $"http://run:{passes.For(run)}@127.0.0.1:{EgressProxy.Port}";
        foreach (var name in _proxyNames)
            yield return new(name, address);
        // Servers inside are reached without the proxy.
        foreach (var name in new[] { "NO_PROXY", "no_proxy" })
            yield return new(name, "localhost,127.0.0.1,::1");
        yield return new("NODE_USE_ENV_PROXY", "1");
    }

    private static KeyValuePair<string, string> Trusting(string name) => new(name, Within.Authorities);

    public ValueTask DisposeAsync() => proxy?.DisposeAsync() ?? ValueTask.CompletedTask;
}
