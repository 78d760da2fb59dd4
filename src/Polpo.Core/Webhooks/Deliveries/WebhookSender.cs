using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Polpo.Core.Sandboxes;
using Polpo.Core.Tools.Web;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Webhooks.Deliveries;

/// <summary>
/// Sends one delivery: to a public address only, resolved once and dialled as checked, over TLS, without a redirect and without a proxy,
/// with ten seconds to answer.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int LongestAnswer = 2000;
    private const int LongestError = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _invoker;
    private readonly SsrfGuard _guard;
    private readonly NetworkGate _gate;
    private readonly TimeProvider _time;

    public WebhookSender(SsrfGuard guard, NetworkGate gate, TimeProvider time)
    {
        (_guard, _gate, _time) = (guard, gate, time);
        _invoker = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectCallback = async (context, cancellationToken) =>
                    await guard.ConnectAsync(context.DnsEndPoint, cancellationToken),
                MaxResponseHeadersLength = 64,
                UseProxy = false,
                UseCookies = false,
            }
        );
    }

    /// <summary>The address, when it may be sent to.</summary>
    /// <exception cref="RefusedException">It may not.</exception>
    public async Task<Uri> CheckAsync(string url, CancellationToken cancellationToken)
    {
        var address = Read(url);
        await _guard.AddressesAsync(new System.Net.DnsEndPoint(address.IdnHost, address.Port), cancellationToken);
        return address;
    }

    private Uri Read(string url)
    {
        if (url.Length > 2000 || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw Invalid("url must be an address such as https://example.com/hooks, of at most 2000 characters.");
        if (
            address.Scheme != Uri.UriSchemeHttps
            && !(address.Scheme == Uri.UriSchemeHttp && _guard.AllowsPlain(address))
        )
            throw Invalid($"url begins with {address.Scheme}; events are sent over https only.");
        if (address.UserInfo.Length > 0)
            throw Invalid("url must not carry a name or a password. A receiver knows us by the signature.");
        // Of ours nothing is refused; what the installation denies stands above it.
        var any = new NetworkPolicy { AllowedHosts = ["*", $"*:{address.Port}"] };
        return _gate.Refusal(any, address.IdnHost, address.Port) is { } refusal
            ? throw new RefusedException(Refusal.Forbidden, refusal)
            : address;
    }

    public async Task<Answer> SendAsync(
        string url,
        WebhookDelivery delivery,
        IReadOnlyList<Secret> keys,
        CancellationToken cancellationToken
    )
    {
        var began = _time.GetTimestamp();
        using var timer = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        Answer Failed(string why) => new(null, null, Plain(why), _time.GetElapsedTime(began));
        try
        {
            using var request = Request(Read(url), delivery, keys);
            using var response = await _invoker.SendAsync(request, either.Token);
            var text = await TextAsync(response, either.Token);
            return new Answer(
                (int)response.StatusCode,
                text,
                Error(response) is { } error ? Plain(error) : null,
                _time.GetElapsedTime(began)
            );
        }
        catch (RefusedException refused)
        {
            return Failed(refused.Message);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return Failed($"No complete answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            return Failed(broken.GetBaseException() is RefusedException refused ? refused.Message : broken.Message);
        }
    }

    /// <summary>What a receiver said is kept in rows: short, and without what a database cannot hold.</summary>
    private static string Plain(string said) =>
        string.Concat(said.Where(letter => !char.IsControl(letter)).Take(LongestError));

    private HttpRequestMessage Request(Uri address, WebhookDelivery delivery, IReadOnlyList<Secret> keys)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        var signatures = keys.Select(key => WebhookSignature.Of(key, delivery.Id, timestamp, delivery.Body));
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("Polpo-Webhook/1");
        request.Headers.Add("webhook-id", delivery.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", string.Join(' ', signatures));
        return request;
    }

    private static string? Error(HttpResponseMessage response) =>
        (int)response.StatusCode switch
        {
            >= 200 and < 300 => null,
            >= 300 and < 400 =>
                $"It answered {(int)response.StatusCode}; redirects are not followed. Give the final address.",
            var code => $"It answered {code} {response.ReasonPhrase}.",
        };

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await WebBody.ReadAsync(response, LongestAnswer, cancellationToken);
        var text = WebBody.Text(response, bytes) ?? $"[binary, {bytes.Length} bytes or more]";
        return FactText.Start(text.Replace('\0', ' '), LongestAnswer);
    }

    private static RefusedException Invalid(string message) => new(Refusal.Invalid, message);

    public void Dispose() => _invoker.Dispose();
}
