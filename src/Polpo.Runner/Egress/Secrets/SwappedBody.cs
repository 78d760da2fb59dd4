using System.Net;
using Polpo.Runner.Egress.Swapping;

namespace Polpo.Runner.Egress.Secrets;

/// <summary>A request's body on its way out, with the values put in. A counted body is swapped up to a bound; above it, it goes out as it is.</summary>
internal static class SwappedBody
{
    public const long LongestSwapped = 1 << 20;

    public static async Task<HttpContent?> OfAsync(
        HttpRequestHead head,
        BufferedReader reader,
        Lending lending,
        CancellationToken cancellationToken
    )
    {
        if (head.Chunked)
            return new Streamed(reader, null, lending.Outward());
        if (head.Length is not { } length || length == 0)
            return head.Length is null ? null : new ByteArrayContent([]);
        if (length > LongestSwapped)
            return new Streamed(reader, length, new ByteSwap([]));
        using var whole = new MemoryStream();
        while (whole.Length < length)
        {
            var some = await reader.SomeAsync(length - whole.Length, cancellationToken);
            if (some.Length == 0)
                throw new IOException("The body ended early.");
            whole.Write(some);
        }
        return new ByteArrayContent(lending.Outward().Next(whole.ToArray(), last: true));
    }

    /// <param name="length">Null: chunked, its length may change.</param>
    private sealed class Streamed(BufferedReader reader, long? length, ByteSwap swap) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream,
            TransportContext? context,
            CancellationToken cancellationToken
        )
        {
            if (length is null)
                await foreach (var some in reader.ChunksAsync(cancellationToken))
                    await stream.WriteAsync(swap.Next(some, last: false), cancellationToken);
            for (var left = length ?? 0; left > 0; )
            {
                var some = await reader.SomeAsync(left, cancellationToken);
                if (some.Length == 0)
                    throw new IOException("The body ended early.");
                left -= some.Length;
                await stream.WriteAsync(some, cancellationToken);
            }
            await stream.WriteAsync(swap.Next([], last: true), cancellationToken);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length ?? 0;
            return length is not null;
        }
    }
}
