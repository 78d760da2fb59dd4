using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Polpo.Engine.Kernel;
using Polpo.Runner.Egress.Policy;

namespace Polpo.Core.SingleSignOn.Providers;

/// <summary>What a provider answered: the status, and the object when it was one.</summary>
internal sealed record ProviderReply(HttpStatusCode Status, JsonElement Body)
{
    public bool IsGood => (int)Status is >= 200 and < 300;

    public string? Text(string name) =>
        Body.ValueKind == JsonValueKind.Object
        && Body.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>
/// Requests to the provider: each name is resolved once and dialled as checked, over TLS, without redirects, proxies and cookies. An
/// address in this machine's network is dialled only where the configuration says that the provider is there.
/// </summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _invoker;
    private readonly bool _allowsPrivate;
    private readonly TimeProvider _time;

    public ProviderHttp(LoginSettings settings, TimeProvider time)
    {
        (_allowsPrivate, _time) = (settings.AllowPrivateIssuer, time);
        _invoker = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                MaxResponseHeadersLength = 64,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken),
            }
        );
    }

    /// <summary>An address that a provider's document names.</summary>
    /// <exception cref="RefusedException">What is sent there would go in the clear.</exception>
    public Uri Check(string? address, string what) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (_allowsPrivate && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri.UserInfo.Length == 0
            ? uri
            : throw Unavailable($"its {what} is no https address");

    public Task<ProviderReply> GetAsync(Uri address, Secret? bearer, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer.Reveal());
        return SendAsync(request, cancellationToken);
    }

    public Task<ProviderReply> PostAsync(
        Uri address,
        IEnumerable<KeyValuePair<string, string>> form,
        string? basic,
        CancellationToken cancellationToken
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        if (basic is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        return SendAsync(request, cancellationToken);
    }

    public static RefusedException Unavailable(string why, Exception? inner = null) =>
        new(Refusal.Unavailable, $"The sign-in provider gives no answer that can be used: {why}.", inner);

    private async Task<ProviderReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd("Polpo/1");
        try
        {
            using (request)
            using (var response = await _invoker.SendAsync(request, either.Token))
                return new ProviderReply(response.StatusCode, await BodyAsync(response, either.Token));
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            throw Unavailable($"{request.RequestUri?.Host} did not answer within {Patience.TotalSeconds:0} seconds");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            throw broken.GetBaseException() as RefusedException
                ?? Unavailable($"{request.RequestUri?.Host}: {broken.GetBaseException().Message}", broken);
        }
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new MemoryStream();
        var part = new byte[16 << 10];
        for (int read; (read = await stream.ReadAsync(part, cancellationToken)) > 0; )
        {
            bytes.Write(part, 0, read);
            if (bytes.Length > LongestAnswer)
                throw Unavailable("it is larger than 1 MB");
        }
        try
        {
            using var document = JsonDocument.Parse(bytes.ToArray());
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint end, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(end.Host, cancellationToken);
        var allowed = addresses.Where(address => _allowsPrivate || AddressGuard.IsOutside(address)).ToArray();
        if (allowed.Length == 0)
            throw Unavailable(
                $"{end.Host} is in this machine's network. If your provider is there, set Login:AllowPrivateIssuer to true"
            );
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, end.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _invoker.Dispose();
}
