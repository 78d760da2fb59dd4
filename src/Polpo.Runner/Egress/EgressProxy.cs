using System.Net.Sockets;
using System.Text;

namespace Polpo.Runner.Egress;

/// <summary>The only way out of one sandbox: an HTTP proxy whose socket stands inside the sandbox's network, while it dials from outside.</summary>
internal sealed class EgressProxy : IAsyncDisposable
{
    public const int Port = 3128;
    private const int MostConnections = 128;

    private readonly Socket _listener;
    private readonly AllowList _allowed;
    private readonly Dialer _dialer;
    private readonly Action<string> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(MostConnections);
    private readonly IAsyncDisposable? _relay;
    private readonly Task _accepting;

    public EgressProxy(Socket listener, AllowList allowed, Dialer dialer, Action<string> log, IAsyncDisposable? relay)
    {
        (_listener, _allowed, _dialer, _log, _relay) = (listener, allowed, dialer, log, relay);
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        if (_relay is not null)
            await _relay.DisposeAsync();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _places.WaitAsync(_stop.Token);
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token));
            }
        }
        catch (OperationCanceledException) { }
        catch (SocketException e)
        {
            _log($"egress ended: {e.Message}");
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var client = new NetworkStream(socket, ownsSocket: true);
            await ServeAsync(client);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One side went away.
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        if (await HttpHead.ReadAsync(client, _stop.Token) is not var (head, rest))
            return;
        if (ProxyRequest.Read(head) is not { } request)
        {
            await AnswerAsync(
                client,
                "400 Bad Request",
                "This is a proxy: ask for CONNECT host:port or an absolute http address."
            );
            return;
        }
        if (await DialAsync(client, request) is not { } server)
            return;
        await using (server)
        {
            if (request.Forward is null)
                await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
            else
                await server.WriteAsync(request.Forward, _stop.Token);
            await server.WriteAsync(rest, _stop.Token);
            var (sent, received) = await Relay.RunAsync(client, server, _stop.Token);
            _log($"egress {request.Host}:{request.Port} sent={sent} received={received}");
        }
    }

    private async Task<Stream?> DialAsync(NetworkStream client, ProxyRequest request)
    {
        try
        {
            if (_allowed.Allows(request.Host, request.Port))
                return await _dialer.DialAsync(request.Host, request.Port, _stop.Token);
            _log($"egress {request.Host}:{request.Port} refused");
            await AnswerAsync(
                client,
                "403 Forbidden",
                $"{request.Host}:{request.Port} is not among the hosts that this sandbox may reach. Ask for it to be allowed."
            );
        }
        catch (RunnerFault fault)
        {
            _log($"egress {request.Host}:{request.Port} refused: {fault.Message}");
            await AnswerAsync(client, fault.Code == "Forbidden" ? "403 Forbidden" : "502 Bad Gateway", fault.Message);
        }
        catch (SocketException e)
        {
            await AnswerAsync(
                client,
                "502 Bad Gateway",
                $"{request.Host}:{request.Port} cannot be reached: {e.Message}."
            );
        }
        return null;
    }

    private async Task AnswerAsync(NetworkStream client, string status, string reason)
    {
        var body = Encoding.UTF8.GetBytes(reason + "\n");
        var head =
            $"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await client.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        await client.WriteAsync(body, _stop.Token);
    }
}
