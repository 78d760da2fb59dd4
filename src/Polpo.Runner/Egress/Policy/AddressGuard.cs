using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Polpo.Runner.Egress.Policy;

/// <summary>
/// Which addresses are out in the world: a name must not lead to this machine, its network or its cloud's metadata. The one list
/// for sandboxes and for the tools that fetch; nothing that can be configured makes it shorter.
/// </summary>
internal static class AddressGuard
{
    /// <summary>The special ranges of IPv4 and, out of the public block of IPv6, those that carry an IPv4 address or lead to nobody.</summary>
    private static readonly IPNetwork[] _inside =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork _publicV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork _translated = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsOutside(IPAddress address)
    {
        var plain = Carried(address);
        if (plain.AddressFamily == AddressFamily.InterNetworkV6 && (!_publicV6.Contains(plain) || plain.ScopeId != 0))
            return false;
        return !_inside.Any(network =>
                network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain)
            ) && !IsOwn(plain);
    }

    /// <summary>The IPv4 address in the two IPv6 forms that really lead to it: mapped, and translated by the network (NAT64).</summary>
    private static IPAddress Carried(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return _translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
    }

    private static bool IsOwn(IPAddress address) =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Any(one => one.Address.Equals(address));
}
