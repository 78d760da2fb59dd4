using Polpo.Client;

namespace Polpo.Cli.Connecting;

/// <summary>How a command hosts the server when none runs.</summary>
/// <param name="Works">Whether it runs agents, or only answers.</param>
/// <param name="Sandbox">The kind that was asked for; null: the best there is.</param>
internal sealed record HostAs(bool Works, string? Sandbox)
{
    public static readonly HostAs Desk = new(Works: false, Sandbox: null);
}

/// <summary>A way to a server: one that runs somewhere, or one that lives in this process and ends with this connection.</summary>
internal sealed class Connection(HttpClient http, IAsyncDisposable? host) : IAsyncDisposable
{
    public PolpoClient Client { get; } = new(http);

    /// <summary>Whether the server lives in this process.</summary>
    public bool IsHosted => host is not null;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (host is not null)
            await host.DisposeAsync();
    }
}
