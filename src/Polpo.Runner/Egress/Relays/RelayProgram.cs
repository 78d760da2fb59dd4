using System.Net;
using System.Net.Sockets;
using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Egress.Relays;

/// <summary>The program inside a sandbox's network: listens where the proxy is expected, and carries bytes to it. It decides nothing.</summary>
internal static class RelayProgram
{
    public static async Task<int> RunAsync(string path, TextReader until, TextWriter output)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, EgressProxy.Port));
        listener.Listen(128);
        await output.WriteLineAsync(Wire.Ready);
        await output.FlushAsync();
        using var stop = new CancellationTokenSource();
        var accepting = AcceptAsync(listener, path, stop.Token);
        await until.ReadToEndAsync(CancellationToken.None);
        await stop.CancelAsync();
        await accepting;
        return 0;
    }

    private static async Task AcceptAsync(Socket listener, string path, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                _ = CarryAsync(await listener.NextAsync(cancellationToken), path, cancellationToken);
        }
        catch (OperationCanceledException) { }
    }

    private static async Task CarryAsync(Socket accepted, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var client = new NetworkStream(accepted, ownsSocket: true);
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await using var server = new NetworkStream(
                await ConnectedAsync(socket, path, cancellationToken),
                ownsSocket: true
            );
            await Relay.RunAsync(client, server, cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One side went away.
        }
    }

    private static async Task<Socket> ConnectedAsync(Socket socket, string path, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return socket;
    }
}
