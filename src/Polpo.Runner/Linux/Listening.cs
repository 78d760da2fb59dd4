using System.Net.Sockets;

namespace Polpo.Runner.Linux;

/// <summary>Takes connections from a listening socket for as long as it listens.</summary>
internal static class Listening
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The next connection. While there is no descriptor left for one it waits: who gave up then would never listen again.</summary>
    /// <exception cref="SocketException">The socket listens no more.</exception>
    public static async Task<Socket> NextAsync(this Socket listener, CancellationToken cancellationToken)
    {
        while (true)
            try
            {
                return await listener.AcceptAsync(cancellationToken);
            }
            catch (SocketException e)
                when (e.SocketErrorCode
                        is SocketError.TooManyOpenSockets
                            or SocketError.NoBufferSpaceAvailable
                            or SocketError.ConnectionAborted
                )
            {
                await Task.Delay(_pause, TimeProvider.System, cancellationToken);
            }
    }
}
