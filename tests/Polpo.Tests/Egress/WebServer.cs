using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Polpo.Tests.Egress;

/// <summary>Answers every request by a function of its text, and keeps what it was asked. With a certificate it speaks TLS.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly Socket _listener;
    private readonly Func<string, string> _answer;
    private readonly X509Certificate2? _certificate;

    /// <param name="answer">From the request, head and body, to the whole response.</param>
    public WebServer(
        TwoNetworks world,
        string address,
        int port,
        Func<string, string> answer,
        X509Certificate2? certificate = null
    )
    {
        (_answer, _certificate) = (answer, certificate);
        _listener = world.Outside(SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        _listener.Listen(16);
        _ = ServeAsync();
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public static string Ok(string body, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nContent-Type: text/plain\r\n{headers}Connection: close\r\n\r\n{body}";

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        try
        {
            await using var plain = new NetworkStream(socket, ownsSocket: true);
            Stream stream = plain;
            if (_certificate is not null)
            {
                var secure = new SslStream(plain);
                await secure.AuthenticateAsServerAsync(_certificate);
                stream = secure;
            }
            await using (stream)
            {
                var asked = await ReadAsync(stream);
                Requests.Enqueue(asked);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer(asked)));
            }
        }
        catch (Exception e)
            when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away.
        }
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 << 10];
        while (!IsWhole(text.ToString()))
        {
            var count = await stream.ReadAsync(buffer);
            if (count == 0)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        return text.ToString();
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        var head = text[..end];
        if (head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            return text.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        var length = head.Split("\r\n")
            .FirstOrDefault(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase));
        return length is null || Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= int.Parse(length.Split(':')[1], null);
    }
}
