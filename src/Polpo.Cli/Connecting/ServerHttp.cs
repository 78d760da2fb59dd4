using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Polpo.Cli.Connecting;

/// <summary>HTTP to a server by its address: <c>http://127.0.0.1:3890</c> or <c>unix:/path/of/the.sock</c>.</summary>
internal static class ServerHttp
{
    private const string Unix = "unix:";

    public static HttpClient To(string address, string? token)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseCookies = false,
            UseProxy = false,
            // A server that sends a request elsewhere would send what is in it there, too.
            AllowAutoRedirect = false,
        };
        var isSocket = address.StartsWith(Unix, StringComparison.Ordinal);
        if (isSocket)
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(address[Unix.Length..], cancellationToken);
        var http = new HttpClient(handler, disposeHandler: true)
        {
            BaseAddress = new Uri(isSocket ? "http://localhost/" : address.TrimEnd('/') + "/"),
            // The live feed stays open for as long as a task runs.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
