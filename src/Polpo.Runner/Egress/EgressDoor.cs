using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Egress;

/// <summary>Gives a sandbox the one way out that it may have, and the variables by which programs find it.</summary>
internal sealed class EgressDoor(string folder, Action<string> log)
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

    public async Task<(IAsyncDisposable? Door, IReadOnlyDictionary<string, string> Variables)> OpenAsync(
        SandboxOrder order,
        IHold hold
    )
    {
        if (order.AllowedHosts.Count == 0)
            return (null, order.Variables);
        var variables = new Dictionary<string, string>(CustomAuthorities.Variables);
        IAsyncDisposable? door = null;
        if (hold.Network is { } network)
        {
            var allowed = new AllowList(order.AllowedHosts);
            var relay = hold.NetworkWords is { } words ? await RelayProcess.StartAsync(words, folder) : null;
            door = new EgressProxy(
                relay?.Listener ?? Listen(network),
                allowed,
                new Dialer(order.AllowPrivateAddresses),
                text => log($"{order.Id} {text}"),
                relay
            );
            foreach (var name in _proxyNames)
                variables[name] = $"http://127.0.0.1:{EgressProxy.Port}";
            // Servers inside are reached without the proxy, unless localhost outside is what was allowed.
            if (!order.AllowedHosts.Any(host => host.StartsWith("localhost", StringComparison.Ordinal)))
                variables["NO_PROXY"] = variables["no_proxy"] = "localhost,127.0.0.1,::1";
        }
        foreach (var (name, value) in order.Variables)
            variables[name] = value;
        return (door, variables);
    }

    /// <summary>A socket stays in the network in which it was made: a thread enters it, makes the socket, and is thrown away.</summary>
    private static Socket Listen(SafeHandle network)
    {
        Socket? made = null;
        IOException? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Native.SetNs(network, Native.CloneNewNet);
                made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                made.Bind(new IPEndPoint(IPAddress.Loopback, EgressProxy.Port));
                made.Listen(128);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                failure = e as IOException ?? new IOException(e.Message, e);
            }
        });
        thread.Start();
        thread.Join();
        return failure is null
            ? made!
            : throw RunnerFault.Unavailable(
                $"This sandbox can have no way out: {failure.Message}. Run the server as root.",
                failure
            );
    }
}
