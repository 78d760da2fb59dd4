using System.Globalization;
using System.Net;
using System.Text;

namespace Polpo.Runner.Egress.Secrets;

/// <summary>Passes a response on, in chunks, without the values that were put into its request.</summary>
internal sealed class LentResponse(Stream client, Lending lending)
{
    private long _written;

    /// <returns>How many bytes were passed on.</returns>
    public async Task<long> WriteAsync(
        HttpResponseMessage response,
        string method,
        bool last,
        CancellationToken cancellationToken
    )
    {
        var bare = method == "HEAD" || response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified;
        await PutAsync(Head(response, bare, last), cancellationToken);
        if (!bare)
            await BodyAsync(response, cancellationToken);
        await client.FlushAsync(cancellationToken);
        return _written;
    }

    private byte[] Head(HttpResponseMessage response, bool bare, bool last)
    {
        var head = new StringBuilder();
        head.Append(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {(int)response.StatusCode} {lending.Inward(response.ReasonPhrase ?? "")}\r\n"
        );
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        foreach (var value in values.Where(_ => !IsHop(name)))
            head.Append(CultureInfo.InvariantCulture, $"{name}: {lending.Inward(value)}\r\n");
        if (!bare)
            head.Append("Transfer-Encoding: chunked\r\n");
        if (last)
            head.Append("Connection: close\r\n");
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private async Task BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var swap = lending.Inward();
        var buffer = new byte[16 << 10];
        for (int count; (count = await body.ReadAsync(buffer, cancellationToken)) > 0; )
            await ChunkAsync(swap.Next(buffer.AsSpan(0, count), last: false), cancellationToken);
        await ChunkAsync(swap.Next([], last: true), cancellationToken);
        await PutAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);
    }

    private async Task ChunkAsync(byte[] data, CancellationToken cancellationToken)
    {
        if (data.Length == 0)
            return;
        await PutAsync([.. Encoding.ASCII.GetBytes($"{data.Length:x}\r\n"), .. data, .. "\r\n"u8], cancellationToken);
        // A stream of events is read as it comes.
        await client.FlushAsync(cancellationToken);
    }

    private async Task PutAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        _written += bytes.Length;
        await client.WriteAsync(bytes, cancellationToken);
    }

    private static bool IsHop(string name) =>
        name.ToLowerInvariant()
            is "connection"
                or "keep-alive"
                or "proxy-connection"
                or "transfer-encoding"
                or "content-length"
                or "trailer"
                or "upgrade"
                or "alt-svc";
}
