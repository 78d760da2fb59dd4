using Polpo.Client;
using Polpo.Server.Hosting;

namespace Polpo.Cli.Connecting;

/// <summary>How a command hosts the server when none runs.</summary>
/// <param name="Works">Whether it runs agents, or only answers.</param>
/// <param name="Sandbox">The kind that was asked for; null: the best there is.</param>
/// <param name="Since">The first hex digits of the ids from which on it works; null: everything that there is to do.</param>
internal sealed record HostAs(bool Works, string? Sandbox, string? Since = null)
{
    public static readonly HostAs Desk = new(Works: false, Sandbox: null);
}

/// <summary>A way to a server: one that runs somewhere, or one that lives in this process and ends with this connection.</summary>
internal sealed class Connection(HttpClient http, IAsyncDisposable? host) : IAsyncDisposable
{
    public PolpoClient Client { get; } = new(http);

    /// <summary>Whether the server lives in this process.</summary>
    public bool IsHosted => host is not null;

    /// <summary>The running server of this machine that answers; null: it lives in this process, or elsewhere.</summary>
    public ServerRecord? Server { get; init; }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (host is not null)
            await host.DisposeAsync();
    }
}
