using System.Globalization;
using System.Net;

namespace Polpo.Runner.Egress.Policy;

/// <summary>
/// An entry of a list of hosts: <c>name</c>, <c>*.domain</c> (what is below it, not itself) or <c>*</c>, each with <c>:port</c> or
/// without. Compared as names are meant: whatever their case, and addresses by their value.
/// </summary>
internal sealed record HostPattern(string Host, int? Port)
{
    /// <summary>What an entry without a port stands for when it allows something.</summary>
    private static readonly int[] _usual = [80, 443];

    public const string Form = "Such an entry looks like registry.npmjs.org, *.nuget.org or api.example.com:8443.";

    /// <summary>Null when the entry cannot be read.</summary>
    public static HostPattern? Read(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var named =
            colon > 0 && !entry.EndsWith(']') && entry.IndexOf(':', StringComparison.Ordinal) == colon
            || entry.Contains("]:", StringComparison.Ordinal);
        if (!named)
            return IsHost(entry) ? new HostPattern(Normal(entry), null) : null;
        return
            int.TryParse(entry[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and < 65536
            && IsHost(entry[..colon])
            ? new HostPattern(Normal(entry[..colon]), port)
            : null;
    }

    /// <summary>Without a port: the two that the web uses.</summary>
    public bool Allows(string host, int port) => Names(host) && (Port is { } one ? one == port : _usual.Contains(port));

    /// <summary>Without a port: all of them.</summary>
    public bool Denies(string host, int port) => Names(host) && (Port is null || Port == port);

    /// <summary>The host as a name is compared: an address has many spellings, such as 2130706433 or 0x7f.1 for 127.0.0.1.</summary>
    public static string Normal(string host)
    {
        var plain = host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        if (IPAddress.TryParse(plain, out var address))
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        return plain.All(char.IsAscii) ? plain : Ascii(plain);
    }

    private bool Names(string host)
    {
        var normal = Normal(host);
        return Host == "*"
            || (
                Host.StartsWith("*.", StringComparison.Ordinal)
                    ? normal.EndsWith(Host[1..], StringComparison.Ordinal) && normal.Length > Host.Length - 1
                    : normal == Host
            );
    }

    private static bool IsHost(string text)
    {
        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return text == "*"
            || IPAddress.TryParse(name.Trim('[', ']'), out _)
            || name.Length is > 0 and <= 253
                && name.All(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '_');
    }

    private static string Ascii(string name)
    {
        try
        {
            return new IdnMapping().GetAscii(name);
        }
        catch (ArgumentException)
        {
            // No name that any resolver knows: it matches nothing.
            return name;
        }
    }
}
