using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Polpo.Runner.Egress.Policy;

namespace Polpo.Runner.Egress.Dialing;

/// <summary>Connects to a host that is allowed by name: resolves it once and dials only an address that was looked at.</summary>
internal sealed class Dialer
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, bool> _unknown = new(StringComparer.Ordinal);

    /// <exception cref="RunnerFault">The host leads to an address that may not be reached.</exception>
    /// <exception cref="SocketException">It has no address, or does not answer.</exception>
    public async Task<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (UpstreamProxy.For(host) is { } proxy)
            return await ThroughAsync(proxy, host, port, cancellationToken);
        return await ConnectAsync(Checked(host, await ResolveAsync(host, cancellationToken)), port, cancellationToken);
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);

    private static IPAddress[] Checked(string host, IPAddress[] addresses)
    {
        var reachable = addresses.Where(AddressGuard.IsOutside).ToArray();
        return reachable.Length > 0
            ? reachable
            : throw new RunnerFault(
                RunnerFault.Forbidden,
                $"{host} leads to an address inside this machine or its network ({string.Join(", ", addresses.Take(3).Select(address => address.ToString()))}), which sandboxes may not reach."
            );
    }

    private static async Task<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The host itself has only a proxy to the world, where names are resolved: one that is known here must lead out, too.</summary>
    private async Task<Stream> ThroughAsync(Uri proxy, string host, int port, CancellationToken cancellationToken)
    {
        if (await KnownAsync(host, cancellationToken) is { } addresses)
            Checked(host, addresses);
        var stream = await ConnectAsync(
            await Dns.GetHostAddressesAsync(proxy.IdnHost, cancellationToken),
            proxy.Port,
            cancellationToken
        );
        var authority = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
        var login =
            proxy.UserInfo.Length == 0
                ? ""
                : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(proxy.UserInfo)))}\r\n";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{login}\r\n"),
            cancellationToken
        );
        var (head, rest) =
            await HttpHead.ReadAsync(stream, cancellationToken)
            ?? throw RunnerFault.Unavailable("The proxy of this machine closed the connection.");
        if (rest.Length == 0 && head.Split(' ') is [_, ['2', ..], ..])
            return stream;
        await stream.DisposeAsync();
        throw RunnerFault.Unavailable($"The proxy of this machine refused {host}: {head.Split('\r')[0]}");
    }

    /// <summary>Null when this machine does not know the name; asked for once, since a machine behind a proxy may have no resolver at all.</summary>
    private async Task<IPAddress[]?> KnownAsync(string host, CancellationToken cancellationToken)
    {
        if (_unknown.ContainsKey(host))
            return null;
        try
        {
            return await ResolveAsync(host, cancellationToken).WaitAsync(_patience, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            _unknown[host] = true;
            return null;
        }
    }
}
