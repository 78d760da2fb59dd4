using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Polpo.Runner.Egress;

/// <summary>Which addresses are out in the world: an allowed name must not lead to this machine, its network or its cloud's metadata.</summary>
internal static class AddressGuard
{
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
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/127",
            "100::/64",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    public static bool IsOutside(IPAddress address)
    {
        var plain = Carried(address);
        return !_inside.Any(network =>
                network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain)
            ) && !Own(plain);
    }

    /// <summary>The IPv4 address that an IPv6 form carries: mapped, compatible, NAT64, 6to4.</summary>
    private static IPAddress Carried(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && bytes[12] != 0)
            return new IPAddress(bytes.AsSpan(12));
        if (bytes.AsSpan(0, 12).SequenceEqual(new byte[] { 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0 }))
            return new IPAddress(bytes.AsSpan(12));
        return bytes[0] == 0x20 && bytes[1] == 0x02 ? new IPAddress(bytes.AsSpan(2, 4)) : address;
    }

    private static bool Own(IPAddress address) =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Any(one => one.Address.Equals(address));
}
