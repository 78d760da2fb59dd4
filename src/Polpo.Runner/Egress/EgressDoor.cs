using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Polpo.Runner.Egress.Dialing;
using Polpo.Runner.Egress.Log;
using Polpo.Runner.Egress.Policy;
using Polpo.Runner.Egress.Relays;
using Polpo.Runner.Egress.Secrets;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Egress;

/// <summary>Gives a sandbox the one way out that it may have.</summary>
internal sealed class EgressDoor(string folder, EgressLogs logs, Authority authority, TimeProvider time)
{
    public EgressReply Read(string id, long offset) => logs.Read(id, offset);

    public void Forget(string id) => logs.Forget(id);

    /// <summary>Lays what the sandbox has to find at <see cref="Within.Authorities"/> into its folder, before its driver opens it.</summary>
    public void Prepare(SandboxOrder order, string own)
    {
        if (order.Secrets.Count == 0 || order.Network.AllowedHosts.Count == 0)
            return;
        var path = Path.Combine(
            Directory.CreateDirectory(Path.Combine(own, "etc")).FullName,
            Path.GetFileName(Within.Authorities)
        );
        File.WriteAllText(path, authority.Bundle);
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
    }

    /// <exception cref="RunnerFault">An entry of the lists cannot be read, or the sandbox's network cannot be entered.</exception>
    public async Task<WayOut> OpenAsync(SandboxOrder order, IHold hold)
    {
        if (order.Network.AllowedHosts.Count == 0)
            return WayOut.None;
        var policy = PolicyOf(order.Network);
        if (hold.Network is not { } network)
            return new WayOut(null, null, null);
        var relay = hold.NetworkWords is { } words ? await RelayProcess.StartAsync(words, folder, time) : null;
        var passes = new Passes();
        var standIns = new StandIns(order.Secrets.Select(secret => new StandIn(secret)));
        var rules = new EgressRules(policy, new Dialer(), passes, logs.Open(order.Id), standIns, authority);
        return new WayOut(
            new EgressProxy(relay?.Listener ?? await ListenAsync(network), rules, relay),
            passes,
            standIns
        );
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
    private static async Task<Socket> ListenAsync(SafeHandle network)
    {
        try
        {
            return await ThrownAwayThread.RunAsync("egress", () => Listen(network));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            throw RunnerFault.Unavailable($"This sandbox can have no way out: {e.Message}. Run the server as root.", e);
        }
    }

    private static Socket Listen(SafeHandle network)
    {
        Native.SetNs(network, Native.CloneNewNet);
        var made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        made.Bind(new IPEndPoint(IPAddress.Loopback, EgressProxy.Port));
        made.Listen(128);
        return made;
    }
}
