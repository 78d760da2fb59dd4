using System.Net.Sockets;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Egress;

/// <summary>The only way out of one sandbox: an HTTP proxy whose socket stands inside the sandbox's network, while it dials from outside.</summary>
internal sealed class EgressProxy : IAsyncDisposable
{
    public const int Port = 3128;
    private const int MostConnections = 128;

    private readonly Socket _listener;
    private readonly EgressRules _rules;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(MostConnections);
    private readonly IAsyncDisposable? _relay;
    private readonly Task _accepting;

    public EgressProxy(Socket listener, EgressRules rules, IAsyncDisposable? relay)
    {
        (_listener, _rules, _relay) = (listener, rules, relay);
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
                _ = ServeAsync(await _listener.NextAsync(_stop.Token));
            }
        }
        catch (OperationCanceledException) { }
        catch (SocketException)
        {
            // The sandbox and its network are gone.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var client = new NetworkStream(socket, ownsSocket: true);
            await new EgressVisit(client, _rules).ServeAsync(_stop.Token);
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
}
