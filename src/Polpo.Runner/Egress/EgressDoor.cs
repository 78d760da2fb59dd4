using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Polpo.Runner.Egress.Dialing;
using Polpo.Runner.Egress.Log;
using Polpo.Runner.Egress.Policy;
using Polpo.Runner.Egress.Relays;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Egress;

/// <summary>Gives a sandbox the one way out that it may have.</summary>
internal sealed class EgressDoor(string folder, EgressLogs logs)
{
    public EgressReply Read(string id, long offset) => logs.Read(id, offset);

    public void Forget(string id) => logs.Forget(id);

    /// <exception cref="RunnerFault">An entry of the lists cannot be read, or the sandbox's network cannot be entered.</exception>
    public async Task<WayOut> OpenAsync(SandboxOrder order, IHold hold)
    {
        if (order.Network.AllowedHosts.Count == 0)
            return WayOut.None;
        var policy = PolicyOf(order.Network);
        if (hold.Network is not { } network)
            return new WayOut(null, null);
        var relay = hold.NetworkWords is { } words ? await RelayProcess.StartAsync(words, folder) : null;
        var passes = new Passes();
        var rules = new EgressRules(policy, new Dialer(), passes, logs.Open(order.Id));
        return new WayOut(new EgressProxy(relay?.Listener ?? Listen(network), rules, relay), passes);
    }

    private static HostPolicy PolicyOf(NetworkOrder network) =>
        new(
            Patterns(network.AllowedHosts),
            Patterns(network.DeniedHosts),
            network.Bound is { } bound ? Patterns(bound) : null
        );

    private static List<HostPattern> Patterns(IReadOnlyList<string> entries) =>
        [
            .. entries.Select(entry =>
                HostPattern.Read(entry)
                ?? throw RunnerFault.Invalid($"\"{entry}\" does not name a host. {HostPattern.Form}")
            ),
        ];

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
