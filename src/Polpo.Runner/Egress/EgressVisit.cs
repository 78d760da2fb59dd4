using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Polpo.Runner.Egress.Relays;
using Polpo.Runner.Egress.Secrets;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Egress;

/// <summary>One connection to the proxy: who asks, whether it may, and then the bytes both ways.</summary>
internal sealed class EgressVisit(NetworkStream client, EgressRules rules)
{
    private const byte TlsHandshake = 0x16;

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
        {
            var entry = new EgressEntry(run, request.Host, request.Port, null);
            if (rules.Policy.Refusal(request.Host, request.Port) is { } refusal)
                await RefuseAsync(entry, refusal, cancellationToken);
            else if (rules.StandIns.LendTo(request.Host, request.Port))
                await LendAsync(entry, request, rest, cancellationToken);
            else
                await PassAsync(entry with { StandIns = rules.StandIns.In(head) }, request, rest, cancellationToken);
        }
    }

    private async Task PassAsync(
        EgressEntry entry,
        ProxyRequest request,
        byte[] rest,
        CancellationToken cancellationToken
    )
    {
        if (await DialAsync(entry, cancellationToken) is not { } server)
            return;
        await using (server)
        {
            rules.Log.Add(entry with { Requests = 1 });
            if (request.Forward is null)
                await EstablishAsync(cancellationToken);
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

    /// <summary>Speaks for the host itself, since a value has to be put into what is said to it.</summary>
    private async Task LendAsync(
        EgressEntry entry,
        ProxyRequest request,
        byte[] rest,
        CancellationToken cancellationToken
    )
    {
        if (request.Forward is { } forward)
        {
            using var plain = new LentExchange(client, entry, secure: false, rules);
            await plain.RunAsync([.. forward, .. rest], cancellationToken);
            return;
        }
        await EstablishAsync(cancellationToken);
        if (rest.Length == 0 && await FirstAsync(cancellationToken) == TlsHandshake)
            await LendSecurelyAsync(entry, cancellationToken);
        else
        {
            using var plain = new LentExchange(client, entry, secure: false, rules);
            await plain.RunAsync(rest, cancellationToken);
        }
    }

    /// <summary>The first byte that the client says, left where it is.</summary>
    private async Task<byte> FirstAsync(CancellationToken cancellationToken)
    {
        var first = new byte[1];
        await client.Socket.ReceiveAsync(first, SocketFlags.Peek, cancellationToken);
        return first[0];
    }

    private async Task LendSecurelyAsync(EgressEntry entry, CancellationToken cancellationToken)
    {
        await using var secured = new SslStream(client, leaveInnerStreamOpen: true);
        try
        {
            await secured.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = rules.Authority.For(entry.Host),
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                },
                cancellationToken
            );
        }
        catch (AuthenticationException e)
        {
            rules.Log.Add(
                entry with
                {
                    Refusal =
                        $"The program does not trust the proxy, which has to speak for {entry.Host} to put a secret in: {e.Message.TrimEnd('.')}.",
                    Requests = 1,
                }
            );
            return;
        }
        using var exchange = new LentExchange(secured, entry, secure: true, rules);
        await exchange.RunAsync([], cancellationToken);
    }

    /// <summary>Null: refused or not reached, and told so.</summary>
    private async Task<Stream?> DialAsync(EgressEntry entry, CancellationToken cancellationToken)
    {
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

    private Task EstablishAsync(CancellationToken cancellationToken) =>
        client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken).AsTask();

    private Task AnswerAsync(string status, string reason, CancellationToken cancellationToken) =>
        client.WriteAsync(ProxyAnswer.Of(status, reason), cancellationToken).AsTask();
}
