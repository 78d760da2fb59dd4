using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Polpo.Tests.Egress;

/// <summary>A resolver that knows the names it is given, each with an address or with one for every time it is asked.</summary>
internal sealed class NameServer : IDisposable
{
    private readonly Socket _socket;
    private readonly ConcurrentDictionary<string, Func<string>> _names = new(StringComparer.OrdinalIgnoreCase);

    public NameServer(Socket socket, string address)
    {
        _socket = socket;
        _socket.Bind(new IPEndPoint(IPAddress.Parse(address), 53));
        _ = ServeAsync();
    }

    public string this[string name]
    {
        set => _names[name] = () => value;
    }

    /// <summary>A name that leads elsewhere every time.</summary>
    public void Turn(string name, params string[] addresses)
    {
        var asked = -1;
        _names[name] = () => addresses[Math.Min(Interlocked.Increment(ref asked), addresses.Length - 1)];
    }

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync()
    {
        var buffer = new byte[1500];
        try
        {
            while (true)
            {
                var asked = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                await _socket.SendToAsync(Answer(buffer.AsSpan(0, asked.ReceivedBytes)), asked.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> question)
    {
        var name = new StringBuilder();
        var at = 12;
        for (; question[at] != 0; at += question[at] + 1)
            name.Append(name.Length == 0 ? "" : ".")
                .Append(Encoding.ASCII.GetString(question.Slice(at + 1, question[at])));
        var address = question[at + 2] == 1;
        var known = _names.TryGetValue(name.ToString(), out var next);
        byte[] head =
        [
            question[0],
            question[1],
            0x81,
            (byte)(known ? 0x80 : 0x83),
            0,
            1,
            0,
            (byte)(known && address ? 1 : 0),
            0,
            0,
            0,
            0,
        ];
        byte[] answer =
            known && address
                ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, .. IPAddress.Parse(next!()).GetAddressBytes()]
                : [];
        return [.. head, .. question[12..(at + 5)], .. answer];
    }
}
