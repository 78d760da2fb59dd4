using System.Net;

namespace Polpo.Core.Models.Clients;

/// <summary>What stands for the network on the way to models.</summary>
internal sealed record ModelNetwork(HttpMessageHandler Handler);

/// <summary>The connections to all providers. Redirects are not followed: a key must not travel to an address that nobody configured.</summary>
internal sealed class ModelHttp : IDisposable
{
    /// <param name="network">Instead of the network, for a simulation of it.</param>
    public ModelHttp(TimeProvider time, ModelNetwork? network = null)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(20),
            Proxy = new DirectToLoopback(HttpClient.DefaultProxy),
        };
        Client = new HttpClient(new ProviderErrors(network?.Handler ?? sockets, time))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Probe = new HttpClient(network?.Handler ?? sockets, disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 4 * 1024 * 1024,
        };
    }

    /// <summary>For requests to providers: anything but a success is a <see cref="ProviderException"/>.</summary>
    public HttpClient Client { get; }

    /// <summary>For looking whether a local server is there.</summary>
    public HttpClient Probe { get; }

    public void Dispose()
    {
        Probe.Dispose();
        Client.Dispose();
    }

    private sealed class DirectToLoopback(IWebProxy proxy) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => proxy.Credentials;
            set => proxy.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => proxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
    }
}
