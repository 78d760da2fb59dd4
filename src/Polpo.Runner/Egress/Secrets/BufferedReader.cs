using System.Globalization;
using System.Text;

namespace Polpo.Runner.Egress.Secrets;

/// <summary>Reads requests one after the other from a connection: a head, then its body.</summary>
internal sealed class BufferedReader(Stream stream, byte[] begun)
{
    private const int LongestLine = 1024;
    private byte[] _begun = begun;

    public long Total { get; private set; } = begun.Length;

    /// <summary>Null at the connection's end, or when the head does not end within its bound.</summary>
    public async Task<string?> HeadAsync(CancellationToken cancellationToken)
    {
        while (_begun.AsSpan().IndexOf("\r\n\r\n"u8) < 0)
        {
            if (_begun.Length >= ProxyRequest.LongestHead || !await FillAsync(cancellationToken))
                return null;
        }
        var end = _begun.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        return Encoding.Latin1.GetString(Take(end));
    }

    /// <summary>The next bytes of a body, no more than asked for; empty only at the connection's end.</summary>
    public async Task<byte[]> SomeAsync(long most, CancellationToken cancellationToken)
    {
        if (_begun.Length == 0 && !await FillAsync(cancellationToken))
            return [];
        return Take((int)Math.Min(most, _begun.Length));
    }

    /// <summary>The next chunk of a chunked body, in pieces; the empty piece is its end.</summary>
    public async IAsyncEnumerable<byte[]> ChunksAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var line = (await LineAsync(cancellationToken)).Split(';')[0].Trim();
            if (
                !long.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var left)
                || left < 0
            )
                throw new IOException("The chunk's length cannot be read.");
            if (left == 0)
                break;
            while (left > 0)
            {
                var some = await SomeAsync(left, cancellationToken);
                if (some.Length == 0)
                    throw new IOException("The body ended in the middle of a chunk.");
                left -= some.Length;
                yield return some;
            }
            if ((await LineAsync(cancellationToken)).Length > 0)
                throw new IOException("The chunk is longer than it says.");
        }
        // Trailers are not passed on.
        while ((await LineAsync(cancellationToken)).Length > 0) { }
    }

    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        while (_begun.AsSpan().IndexOf("\r\n"u8) < 0)
        {
            if (_begun.Length > LongestLine || !await FillAsync(cancellationToken))
                throw new IOException("The body's framing cannot be read.");
        }
        var end = _begun.AsSpan().IndexOf("\r\n"u8);
        var line = Encoding.Latin1.GetString(_begun, 0, end);
        Take(end + 2);
        return line;
    }

    private byte[] Take(int count)
    {
        var taken = _begun[..count];
        _begun = _begun[count..];
        return taken;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 << 10];
        var count = await stream.ReadAsync(buffer, cancellationToken);
        _begun = [.. _begun, .. buffer.AsSpan(0, count)];
        Total += count;
        return count > 0;
    }
}
