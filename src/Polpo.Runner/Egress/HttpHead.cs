using System.Text;

namespace Polpo.Runner.Egress;

/// <summary>The first lines of an HTTP message.</summary>
internal static class HttpHead
{
    /// <summary>The head with its empty line, and what came with it; null when it does not end within its bound.</summary>
    public static async Task<(string Head, byte[] Beyond)?> ReadAsync(
        Stream stream,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[ProxyRequest.LongestHead];
        for (var length = 0; length < buffer.Length; )
        {
            var count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
                return null;
            length += count;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return (Encoding.Latin1.GetString(buffer, 0, end + 4), buffer[(end + 4)..length]);
        }
        return null;
    }
}
