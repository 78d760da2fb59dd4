using System.Net;
using System.Net.Sockets;
using System.Text;
using Polpo.Runner.Egress.Policy;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Egress.Secrets;

/// <summary>
/// Speaks HTTP with a client on behalf of one host to which secrets are lent: puts the values in, takes them out of what comes
/// back, and lets nothing through that is meant for another host. The host's own certificate is always checked.
/// </summary>
internal sealed class LentExchange(Stream client, EgressEntry entry, bool secure, EgressRules rules) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = async (context, cancellationToken) =>
                await rules.Dialer.DialAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken),
        }
    );

    /// <param name="begun">What the client has already said.</param>
    public async Task RunAsync(byte[] begun, CancellationToken cancellationToken)
    {
        var reader = new BufferedReader(client, begun);
        var received = 0L;
        try
        {
            for (var more = true; more && await reader.HeadAsync(cancellationToken) is { } text; )
            {
                (more, var count) = await AnswerAsync(HttpRequestHead.Read(text), reader, cancellationToken);
                received += count;
            }
        }
        finally
        {
            rules.Log.Add(entry with { Sent = reader.Total, Received = received });
        }
    }

    public void Dispose() => _invoker.Dispose();

    private async Task<(bool More, long Received)> AnswerAsync(
        HttpRequestHead? head,
        BufferedReader reader,
        CancellationToken cancellationToken
    )
    {
        if (head is null || !head.Target.StartsWith('/'))
            return (
                false,
                await RefuseAsync("400 Bad Request", "This is no plain HTTP/1.1 request.", cancellationToken)
            );
        // Hosts share servers: under another name the same address may be somebody else.
        if (!IsMeant(head))
            return (
                false,
                await RefuseAsync(
                    "403 Forbidden",
                    $"The request in the connection to {entry.Host}:{entry.Port} names another host. Ask for that host itself.",
                    cancellationToken
                )
            );
        var lending = rules.StandIns.For(entry.Host, entry.Port, secure);
        try
        {
            return await ForwardAsync(head, reader, lending, cancellationToken);
        }
        catch (Exception e) when (e is not (IOException or OperationCanceledException))
        {
            return (false, await FailAsync(e, cancellationToken));
        }
        finally
        {
            rules.Log.Add(entry with { Requests = 1, Secrets = lending.Used, StandIns = lending.Strayed });
        }
    }

    private async Task<(bool More, long Received)> ForwardAsync(
        HttpRequestHead head,
        BufferedReader reader,
        Lending lending,
        CancellationToken cancellationToken
    )
    {
        if (head["Expect"] is not null)
            await client.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        using var request = await RequestAsync(head, reader, lending, cancellationToken);
        using var response = await _invoker.SendAsync(request, cancellationToken);
        // A body that was passed on as it came may not have been read to its end: what follows could not be told from it.
        var last = head.Chunked || head.Length > SwappedBody.LongestSwapped || Wants(head, "close");
        return (
            !last,
            await new LentResponse(client, lending).WriteAsync(response, head.Method, last, cancellationToken)
        );
    }

    private bool IsMeant(HttpRequestHead head) =>
        head.All("Host") is [var named]
        && Uri.TryCreate($"{Scheme}://{named}/", UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && uri.Port == entry.Port
        && HostPattern.Normal(uri.IdnHost) == HostPattern.Normal(entry.Host);

    private string Scheme => secure ? "https" : "http";

    private async Task<HttpRequestMessage> RequestAsync(
        HttpRequestHead head,
        BufferedReader reader,
        Lending lending,
        CancellationToken cancellationToken
    )
    {
        var authority = entry.Host.Contains(':', StringComparison.Ordinal) ? $"[{entry.Host}]" : entry.Host;
        var address = $"{Scheme}://{authority}:{entry.Port}{lending.Target(head.Target)}";
        var request = new HttpRequestMessage(
            new HttpMethod(head.Method),
            new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        )
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = await SwappedBody.OfAsync(head, reader, lending, cancellationToken),
        };
        foreach (var (name, value) in head.Headers.Where(header => !IsHop(header.Name)))
            if (!request.Headers.TryAddWithoutValidation(name, lending.Header(value)))
                request.Content?.Headers.TryAddWithoutValidation(name, lending.Header(value));
        // What comes back has to be read; what is packed all the same is unpacked.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        return request;
    }

    private static bool IsHop(string name) =>
        name.ToLowerInvariant()
            is "host"
                or "connection"
                or "keep-alive"
                or "proxy-connection"
                or "proxy-authorization"
                or "transfer-encoding"
                or "content-length"
                or "te"
                or "trailer"
                or "upgrade"
                or "expect"
                // Half of a value would not be known again in what comes back; a server may always answer with the whole.
                or "range"
                or "if-range"
                or "accept-encoding";

    private static bool Wants(HttpRequestHead head, string option) =>
        head["Connection"]?.Contains(option, StringComparison.OrdinalIgnoreCase) == true;

    private Task<long> FailAsync(Exception failed, CancellationToken cancellationToken) =>
        failed switch
        {
            HttpRequestException { InnerException: RunnerFault { Code: RunnerFault.Forbidden } fault } => RefuseAsync(
                "403 Forbidden",
                fault.Message,
                cancellationToken
            ),
            HttpRequestException => RefuseAsync(
                "502 Bad Gateway",
                $"{entry.Host}:{entry.Port} cannot be reached: {Reason(failed.InnerException ?? failed)}",
                cancellationToken
            ),
            FormatException or ArgumentException => RefuseAsync(
                "400 Bad Request",
                $"This request cannot be passed on: {Reason(failed)}",
                cancellationToken
            ),
            _ => BreakOffAsync($"The answer of {entry.Host} could not be read: {Reason(failed)}"),
        };

    private static string Reason(Exception failed) => $"{failed.Message.TrimEnd('.')}.";

    /// <summary>The answer has begun: all that can be done is to end it where it is.</summary>
    private Task<long> BreakOffAsync(string reason)
    {
        rules.Log.Add(entry with { Refusal = reason, Requests = 1 });
        return Task.FromResult(0L);
    }

    private async Task<long> RefuseAsync(string status, string reason, CancellationToken cancellationToken)
    {
        rules.Log.Add(entry with { Refusal = reason, Requests = 1 });
        var answer = ProxyAnswer.Of(status, reason);
        await client.WriteAsync(answer, cancellationToken);
        return answer.Length;
    }
}
