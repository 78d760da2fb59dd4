using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Polpo.Runner.Egress;

namespace Polpo.Runner.Containers;

/// <summary>
/// A connection that an engine has turned into the pipes of a container's first process. What it prints comes in frames: one byte
/// tells which pipe, four the length. Closing it closes that process's standard input.
/// </summary>
internal sealed class AttachedStream : IAsyncDisposable
{
    private const int FrameHead = 8;
    private const int LongestFrame = 1 << 20;
    private readonly NetworkStream _stream;
    private readonly Queue<byte> _beyond;

    private AttachedStream(NetworkStream stream, byte[] beyond) =>
        (_stream, _beyond) = (stream, new Queue<byte>(beyond));

    /// <exception cref="RunnerFault">The engine does not hand out the pipes.</exception>
    public static async Task<AttachedStream> OpenAsync(Socket socket, string path, CancellationToken cancellationToken)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n"
            ),
            cancellationToken
        );
        var head = await HttpHead.ReadAsync(stream, cancellationToken);
        // 200 is how engines answered before they knew of upgrades.
        if (head is var (text, beyond) && text.Split(' ') is [_, "101" or "200", ..])
            return new AttachedStream(stream, beyond);
        await stream.DisposeAsync();
        throw RunnerFault.Unavailable(
            $"The container engine does not attach to a container: {head?.Head.Split('\r')[0] ?? "it closed the connection"}"
        );
    }

    /// <summary>What the process prints until it has said a word, or has ended.</summary>
    public async Task<string> ReadUntilAsync(string word)
    {
        var said = new StringBuilder();
        while (
            !said.ToString().Contains(word, StringComparison.Ordinal)
            && await ReadAsync(FrameHead) is { } head
            && BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) is >= 0 and <= LongestFrame and var length
            && await ReadAsync(length) is { } frame
        )
            said.Append(Encoding.UTF8.GetString(frame));
        return said.ToString();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<byte[]?> ReadAsync(int length)
    {
        var bytes = new byte[length];
        var have = 0;
        while (have < length && _beyond.TryDequeue(out var one))
            bytes[have++] = one;
        return
            await _stream.ReadAtLeastAsync(bytes.AsMemory(have), length - have, throwOnEndOfStream: false)
            == length - have
            ? bytes
            : null;
    }
}
