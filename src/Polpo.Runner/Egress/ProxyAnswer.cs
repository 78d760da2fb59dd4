using System.Text;

namespace Polpo.Runner.Egress;

/// <summary>What the proxy itself says: a status and a sentence.</summary>
internal static class ProxyAnswer
{
    public static byte[] Of(string status, string reason)
    {
        var body = Encoding.UTF8.GetBytes(reason + "\n");
        var ask = status.StartsWith("407", StringComparison.Ordinal)
            ? "Proxy-Authenticate: Basic realm=\"polpo\"\r\n"
            : "";
        var head =
            $"HTTP/1.1 {status}\r\n{ask}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
