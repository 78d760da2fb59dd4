using System.Net.Http.Headers;
using Polpo.Benchmarks.Measuring;
using Polpo.Client;
using Polpo.Testing.Shipped;

namespace Polpo.Benchmarks.Lab;

/// <summary>A shipped server in a process of its own, and a client of it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly RunningServer _running;
    private readonly SocketsHttpHandler _connections = new() { UseProxy = false };
    private readonly HttpClient _http;

    private ServerProcess(RunningServer running, string token)
    {
        _running = running;
        _http = Http(token);
        Client = new PolpoClient(_http);
    }

    public PolpoClient Client { get; }

    public int ProcessId => _running.ProcessId;

    public string Address => _running.Address;

    public static async Task<ServerProcess> StartAsync(
        ShippedPolpo polpo,
        string? database,
        CancellationToken cancellationToken
    )
    {
        string[] more = database is null ? [] : ["--database", database];
        var running = await RunningServer.StartAsync(polpo, cancellationToken, more);
        var token = await File.ReadAllTextAsync(Path.Combine(polpo.Home, "run", "cli.token"), cancellationToken);
        return new ServerProcess(running, token.Trim());
    }

    /// <summary>Another client, with connections of its own.</summary>
    public HttpClient Another() => Http(_http.DefaultRequestHeaders.Authorization!.Parameter!);

    public async Task<string> GetAsync(string path, CancellationToken cancellationToken) =>
        await _http.GetStringAsync(path, cancellationToken);

    public async Task<string> OpenAsync(Clone clone, CancellationToken cancellationToken) =>
        (await Client.Workspaces.OpenAsync(new OpenWorkspace(clone.Path), cancellationToken)).Id;

    /// <summary>SIGKILL to the server alone.</summary>
    public Task KillAsync() => _running.KillAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _connections.Dispose();
        await _running.DisposeAsync();
    }

    private HttpClient Http(string token)
    {
        var http = new HttpClient(_connections, disposeHandler: false)
        {
            BaseAddress = new Uri(_running.Address),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
