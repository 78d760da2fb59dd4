using System.Net;
using Polpo.Core.Sandboxes;
using Polpo.Core.Vault.Lending;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools.Web;

/// <summary>Requests of the fetch tools. Every redirect is a new request with a new check; secrets given in headers stay with their origin.</summary>
internal sealed class WebClient : IDisposable
{
    private const int MostRedirects = 5;

    private static readonly string[] OursToSet =
    [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "upgrade",
        "te",
        "trailer",
        "proxy-authorization",
        "proxy-connection",
        "expect",
    ];

    private static readonly string[] Confidential = ["authorization", "cookie", "x-api-key", "api-key", "x-auth-token"];

    private readonly HttpMessageInvoker _invoker;

    private readonly NetworkGate _gate;

    public WebClient(SsrfGuard guard, NetworkGate gate)
    {
        _gate = gate;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = async (context, cancellationToken) =>
                await guard.ConnectAsync(context.DnsEndPoint, cancellationToken),
            MaxResponseHeadersLength = 64,
            // A proxy would resolve the name itself, behind the guard's back.
            UseProxy = false,
            UseCookies = false,
        };
        _invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>Sends and follows redirects. The caller disposes the response; its <c>RequestMessage</c> has the last address.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        ToolContext context,
        WebRequest request,
        CancellationToken cancellationToken
    )
    {
        var address = Check(request.Url);
        var current = request;
        for (var hop = 0; ; hop++)
        {
            var target = SecretTarget.Of(address);
            var (filled, to) = current.Filled(address, context.Secrets, target);
            await PassAsync(context, filled, target, cancellationToken);
            var response = await SendOnceAsync(filled, to, cancellationToken);
            // What is told of the answer names the address as it was asked for.
            response.RequestMessage = new HttpRequestMessage(new HttpMethod(filled.Method), address);
            if (Target(response, address) is not { } next)
                return response;
            response.Dispose();
            if (hop == MostRedirects)
                throw new RefusedException(
                    Refusal.OverLimit,
                    $"{request.Url} redirects more than {MostRedirects} times."
                );
            current = current.Redirected(response.StatusCode, sameOrigin: SameOrigin(address, next), Confidential);
            address = next;
        }
    }

    /// <summary>A tool reaches what its agent's sandbox may, no more; either way it is taken down.</summary>
    private async Task PassAsync(
        ToolContext context,
        WebRequest request,
        SecretTarget target,
        CancellationToken cancellationToken
    )
    {
        var refusal = _gate.Refusal(context.Network, target.Host, target.Port);
        await context.OnEgress(
            new EgressTotal(context.CallId, target.Host, target.Port, refusal)
            {
                Secrets = refusal is null ? [.. target.Used] : [],
                Requests = 1,
                Sent = refusal is null ? request.Body?.Length ?? 0 : 0,
            },
            cancellationToken
        );
        if (refusal is not null)
            throw new RefusedException(Refusal.Forbidden, refusal);
    }

    public void Dispose() => _invoker.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(
        WebRequest request,
        Uri address,
        CancellationToken cancellationToken
    )
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (request.Body is { } body)
            message.Content = new ByteArrayContent(body);
        message.Headers.TryAddWithoutValidation("User-Agent", "Polpo");
        foreach (var (name, value) in request.Headers)
            Add(message, name, value);
        try
        {
            return await _invoker.SendAsync(message, cancellationToken);
        }
        catch (HttpRequestException failed) when (failed.InnerException is RefusedException refused)
        {
            throw new RefusedException(refused.Refusal, refused.Message, failed);
        }
        catch (HttpRequestException failed)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                $"{address.GetLeftPart(UriPartial.Authority)} could not be reached: {failed.InnerException?.Message ?? failed.Message}",
                failed
            );
        }
    }

    private static void Add(HttpRequestMessage message, string name, string value)
    {
        if (OursToSet.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new RefusedException(
                Refusal.Invalid,
                $"The header \"{name}\" cannot be set by a tool. Leave it out."
            );
        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new RefusedException(Refusal.Invalid, $"The header \"{name}\" has a line break in its value.");
        message.Headers.Remove(name);
        if (
            !message.Headers.TryAddWithoutValidation(name, value)
            && message.Content?.Headers.TryAddWithoutValidation(name, value) != true
            && message.Content is not null
        )
            throw new RefusedException(Refusal.Invalid, $"\"{name}\" is not the name of a header.");
    }

    private static Uri? Target(HttpResponseMessage response, Uri address) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location
            ? Check(new Uri(address, location).AbsoluteUri)
            : null;

    private static Uri Check(string text)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || uri.Host.Length == 0
        )
            throw new RefusedException(Refusal.Invalid, $"\"{text}\" is not an http or https address.");
        if (uri.UserInfo.Length > 0)
            throw new RefusedException(
                Refusal.Invalid,
                "The address has a user name or password in it. Give credentials in a header."
            );
        return uri;
    }

    private static bool SameOrigin(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Host == right.Host && left.Port == right.Port;
}
