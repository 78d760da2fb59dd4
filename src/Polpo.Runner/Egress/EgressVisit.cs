using System.Net.Sockets;
using System.Text;
using Polpo.Runner.Egress.Relays;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Egress;

/// <summary>One connection to the proxy: who asks, whether it may, and then the bytes both ways.</summary>
internal sealed class EgressVisit(NetworkStream client, EgressRules rules)
{
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        if (await HttpHead.ReadAsync(client, cancellationToken) is not var (head, rest))
            return;
        if (ProxyRequest.Read(head) is not { } request)
            await AnswerAsync(
                "400 Bad Request",
                "This is a proxy: ask for CONNECT host:port or an absolute http address.",
                cancellationToken
            );
        else if (rules.Passes.RunOf(request.Pass) is not { } run)
            await AnswerAsync(
                "407 Proxy Authentication Required",
                "The proxy has to know which command asks: use the address in HTTP_PROXY as it is, with its user and password.",
                cancellationToken
            );
        else
            await ServeAsync(run, request, rest, cancellationToken);
    }

    private async Task ServeAsync(string run, ProxyRequest request, byte[] rest, CancellationToken cancellationToken)
    {
        var entry = new EgressEntry(run, request.Host, request.Port, null);
        if (await DialAsync(entry, cancellationToken) is not { } server)
            return;
        await using (server)
        {
            rules.Log.Add(entry with { Requests = 1 });
            if (request.Forward is null)
                await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken);
            else
                await server.WriteAsync(request.Forward, cancellationToken);
            await server.WriteAsync(rest, cancellationToken);
            var (sent, received) = await Relay.RunAsync(client, server, cancellationToken);
            rules.Log.Add(
                entry with
                {
                    Sent = sent + rest.Length + (request.Forward?.Length ?? 0),
                    Received = received,
                }
            );
        }
    }

    /// <summary>Null: refused or not reached, and told so.</summary>
    private async Task<Stream?> DialAsync(EgressEntry entry, CancellationToken cancellationToken)
    {
        if (rules.Policy.Refusal(entry.Host, entry.Port) is { } refusal)
        {
            await RefuseAsync(entry, refusal, cancellationToken);
            return null;
        }
        try
        {
            return await rules.Dialer.DialAsync(entry.Host, entry.Port, cancellationToken);
        }
        catch (RunnerFault fault) when (fault.Code == RunnerFault.Forbidden)
        {
            await RefuseAsync(entry, fault.Message, cancellationToken);
        }
        catch (Exception e) when (e is RunnerFault or SocketException or IOException)
        {
            var reason = $"{entry.Host}:{entry.Port} cannot be reached: {e.Message.TrimEnd('.')}.";
            rules.Log.Add(entry with { Refusal = reason, Requests = 1 });
            await AnswerAsync("502 Bad Gateway", reason, cancellationToken);
        }
        return null;
    }

    private async Task RefuseAsync(EgressEntry entry, string reason, CancellationToken cancellationToken)
    {
        rules.Log.Add(entry with { Refusal = reason, Requests = 1 });
        await AnswerAsync("403 Forbidden", reason, cancellationToken);
    }

    private async Task AnswerAsync(string status, string reason, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(reason + "\n");
        var ask = status.StartsWith("407", StringComparison.Ordinal)
            ? "Proxy-Authenticate: Basic realm=\"polpo\"\r\n"
            : "";
        var head =
            $"HTTP/1.1 {status}\r\n{ask}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await client.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        await client.WriteAsync(body, cancellationToken);
    }
}
