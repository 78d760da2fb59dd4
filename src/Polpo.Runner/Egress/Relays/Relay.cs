using System.Net.Sockets;

namespace Polpo.Runner.Egress.Relays;

/// <summary>Carries bytes both ways until both sides have ended.</summary>
internal static class Relay
{
    public static async Task<(long Sent, long Received)> RunAsync(
        NetworkStream client,
        Stream server,
        CancellationToken cancellationToken
    )
    {
        var sending = CarryAsync(client, server, cancellationToken);
        var receiving = CarryAsync(server, client, cancellationToken);
        // Once the server has said all, nobody waits for what else the client might say.
        var received = await receiving;
        client.Socket.Shutdown(SocketShutdown.Both);
        return (await sending, received);
    }

    private static async Task<long> CarryAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var total = 0L;
        var buffer = new byte[64 << 10];
        try
        {
            for (int count; (count = await from.ReadAsync(buffer, cancellationToken)) > 0; total += count)
                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            if (to is NetworkStream { Socket: var socket })
                socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Broken off: what came until then has been carried.
        }
        return total;
    }
}
