using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Polpo.Runner.Egress;

/// <summary>Connects to a host that is allowed by name: resolves it once and dials only an address that was looked at.</summary>
internal sealed class Dialer(bool allowPrivateAddresses)
{
    /// <exception cref="RunnerFault">The host has no address that may be reached.</exception>
    /// <exception cref="SocketException">It does not answer.</exception>
    public async Task<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (UpstreamProxy.For(host) is { } proxy)
            return await ThroughAsync(proxy, host, port, cancellationToken);
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var reachable = addresses.Where(address => allowPrivateAddresses || AddressGuard.IsOutside(address)).ToArray();
        if (reachable.Length == 0)
            throw new RunnerFault(
                "Forbidden",
                $"{host} leads to an address inside this machine or its network ({string.Join(", ", addresses.Take(3).Select(address => address.ToString()))}), which sandboxes may not reach."
            );
        return await ConnectAsync(reachable, port, cancellationToken);
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

    /// <summary>The host itself has only a proxy to the world: names are resolved there, private addresses written as such stay refused.</summary>
    private async Task<Stream> ThroughAsync(Uri proxy, string host, int port, CancellationToken cancellationToken)
    {
        if (!allowPrivateAddresses && IPAddress.TryParse(host, out var literal) && !AddressGuard.IsOutside(literal))
            throw new RunnerFault(
                "Forbidden",
                $"{host} is an address inside this machine or its network, which sandboxes may not reach."
            );
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
}
