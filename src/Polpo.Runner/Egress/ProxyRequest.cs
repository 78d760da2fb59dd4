using System.Globalization;
using System.Text;

namespace Polpo.Runner.Egress;

/// <summary>What a client asks of a proxy: a tunnel (<c>CONNECT host:port</c>), or a request with an absolute <c>http</c> address.</summary>
/// <param name="Forward">What is passed on of the head; null for a tunnel.</param>
/// <param name="Pass">What the client shows for itself.</param>
internal sealed record ProxyRequest(string Host, int Port, byte[]? Forward, string? Pass)
{
    public const int LongestHead = 32 << 10;
    private const int LongestHost = 253;

    /// <summary>Null when it is neither.</summary>
    public static ProxyRequest? Read(string head)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, ['H', 'T', 'T', 'P', '/', '1', '.', _]])
            return null;
        var request = method == "CONNECT" ? Tunnel(target) : Absolute(method, target, lines);
        return request is null || !IsHost(request.Host) ? null : request with { Pass = PassIn(lines) };
    }

    private static ProxyRequest? Absolute(string method, string target, string[] lines) =>
        Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.UserInfo.Length == 0
            ? new ProxyRequest(uri.IdnHost, uri.Port, Head(method, uri, lines), null)
            : null;

    private static ProxyRequest? Tunnel(string target)
    {
        var colon = target.LastIndexOf(':');
        return
            colon > 0
            && int.TryParse(target[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and < 65536
            ? new ProxyRequest(target[..colon].Trim('[', ']'), port, null, null)
            : null;
    }

    /// <summary>A host is shown to people and written down: nothing else than a name or an address gets that far.</summary>
    private static bool IsHost(string host) =>
        host.Length is > 0 and <= LongestHost
        && host.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or ':');

    /// <summary>As the server itself would have been asked; one request a connection, so that no second one passes unread.</summary>
    private static byte[] Head(string method, Uri uri, string[] lines)
    {
        var kept = lines.Skip(1).TakeWhile(line => line.Length > 0).Where(line => !IsHop(line));
        return Encoding.Latin1.GetBytes(
            $"{method} {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\nConnection: close\r\n{string.Concat(kept.Select(line => line + "\r\n"))}\r\n"
        );
    }

    private static bool IsHop(string line) =>
        Name(line)
            is "host"
                or "connection"
                or "proxy-connection"
                or "proxy-authorization"
                or "keep-alive"
                or "upgrade";

    /// <summary>The password of <c>Proxy-Authorization: Basic</c>.</summary>
    private static string? PassIn(string[] lines)
    {
        var line = lines.FirstOrDefault(line => Name(line) == "proxy-authorization");
        if (
            line is null
            || line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().Split(' ') is not [var kind, var given]
        )
            return null;
        var bytes = new byte[given.Length];
        return
            kind.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(given, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password]
                ? password
                : null
            : null;
    }

    private static string Name(string line) => line.Split(':')[0].Trim().ToLowerInvariant();
}
