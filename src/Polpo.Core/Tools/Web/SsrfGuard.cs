using System.Net;
using System.Net.Sockets;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Web;

/// <summary>
/// Opens the connections of the fetch tools: resolves the name once, refuses unless every address is public, and dials exactly what was
/// checked, so that a name cannot answer differently the second time.
/// </summary>
internal class SsrfGuard
{
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await AddressesAsync(target, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of a target, all of which are public.</summary>
    public async Task<IPAddress[]> AddressesAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(target.Host, cancellationToken);
        if (addresses.FirstOrDefault(address => !IsOutside(target, address)) is { } inner)
            throw new RefusedException(
                Refusal.Forbidden,
                $"{target.Host} leads to {inner}, which is inside this machine or its network. Only the public internet is reached from here; in a sandbox, bash reaches what is inside of it."
            );
        return addresses;
    }

    /// <summary>Whether something may be sent there without encryption, for what is sent encrypted only.</summary>
    public virtual bool AllowsPlain(Uri address) => false;

    /// <summary>Nothing that can be configured widens it; tests have a web of their own on loopback.</summary>
    protected virtual bool IsOutside(DnsEndPoint target, IPAddress address) => NetworkGate.IsOutside(address);

    /// <summary>What the name stands for now; the next answer may be another.</summary>
    protected virtual async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
            return [literal];
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            if (addresses.Length > 0)
                return addresses;
        }
        catch (SocketException)
        {
            // Said below, as for a name without addresses.
        }
        throw new RefusedException(Refusal.NotFound, $"The name {host} has no address. Check its spelling.");
    }
}
