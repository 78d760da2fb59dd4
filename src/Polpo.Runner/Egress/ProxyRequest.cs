using System.Globalization;
using System.Text;

namespace Polpo.Runner.Egress;

/// <summary>What a client asks of a proxy: a tunnel (<c>CONNECT host:port</c>), or a request with an absolute <c>http</c> address.</summary>
/// <param name="Forward">What is passed on of the head; null for a tunnel.</param>
internal sealed record ProxyRequest(string Host, int Port, byte[]? Forward)
{
    public const int LongestHead = 32 << 10;

    /// <summary>Null when it is neither.</summary>
    public static ProxyRequest? Read(string head)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, ['H', 'T', 'T', 'P', '/', '1', '.', _]])
            return null;
        if (method == "CONNECT")
            return Tunnel(target);
        if (!Uri.TryCreate(target, UriKind.Absolute, out var uri) || uri.Scheme != "http" || uri.UserInfo.Length > 0)
            return null;
        return new ProxyRequest(uri.IdnHost, uri.Port, Head(method, uri, lines));
    }

    private static ProxyRequest? Tunnel(string target)
    {
        var colon = target.LastIndexOf(':');
        return
            colon > 0
            && int.TryParse(target[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new ProxyRequest(target[..colon].Trim('[', ']'), port, null)
            : null;
    }

    /// <summary>As the server itself would have been asked; one request a connection, so that no second one passes unread.</summary>
    private static byte[] Head(string method, Uri uri, string[] lines)
    {
        var kept = lines.Skip(1).TakeWhile(line => line.Length > 0).Where(line => !IsHop(line));
        return Encoding.Latin1.GetBytes(
            $"{method} {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\nConnection: close\r\n{string.Concat(kept.Select(line => line + "\r\n"))}\r\n"
        );
    }

    private static bool IsHop(string line) =>
        line.Split(':')[0].Trim().ToLowerInvariant()
            is "host"
                or "connection"
                or "proxy-connection"
                or "proxy-authorization"
                or "keep-alive"
                or "upgrade";
}
