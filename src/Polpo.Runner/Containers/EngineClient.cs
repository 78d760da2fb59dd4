using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Containers;

/// <summary>A container engine: Docker from 20.10, Podman from 4, both by the interface 1.41 on a Unix socket.</summary>
internal sealed class EngineClient(string socketPath) : IDisposable
{
    private const string Root = "http://engine/v1.41";
    private const int Removals = 10;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly JsonSerializerOptions _json = new() { PropertyNameCaseInsensitive = true };

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
                new NetworkStream(await ConnectAsync(socketPath, cancellationToken), ownsSocket: true),
            UseProxy = false,
        }
    )
    {
        // An import copies a whole system.
        Timeout = TimeSpan.FromMinutes(10),
    };

    public string SocketPath => socketPath;

    public void Dispose() => _http.Dispose();

    /// <exception cref="RunnerFault">No engine answers.</exception>
    public Task<VersionReply> VersionAsync() => AskAsync<VersionReply>(HttpMethod.Get, "/version", "tell its version");

    public async Task<bool> HasImageAsync(string name)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"/images/{Uri.EscapeDataString(name)}/json", null);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return false;
        await CheckAsync(answer, "look for an image");
        return true;
    }

    /// <param name="archive">A tar archive of a root file system.</param>
    public async Task ImportAsync(string name, Stream archive)
    {
        using var content = new StreamContent(archive);
        content.Headers.ContentType = new("application/x-tar");
        var path = $"/images/create?fromSrc=-&repo={Uri.EscapeDataString(name)}";
        using var answer = await SendAsync(HttpMethod.Post, path, content);
        await CheckAsync(answer, "import the root file system");
        // Its progress is its body, and a failure in it comes after a good status.
        var progress = await answer.Content.ReadAsStringAsync();
        if (progress.Contains("\"error\"", StringComparison.Ordinal))
            throw RunnerFault.Unavailable($"The container engine cannot import the root file system: {progress}");
    }

    public async Task<string> CreateAsync(string name, ContainerPlan plan)
    {
        using var content = JsonContent.Create(plan, options: _json);
        return (
            await AskAsync<CreatedReply>(
                HttpMethod.Post,
                $"/containers/create?name={Uri.EscapeDataString(name)}",
                "create a container",
                content
            )
        ).Id;
    }

    public async Task StartAsync(string id)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"/containers/{id}/start", null);
        await CheckAsync(answer, "start a container");
    }

    public Task<ContainerReply> FindAsync(string id) =>
        AskAsync<ContainerReply>(HttpMethod.Get, $"/containers/{id}/json", "tell of a container");

    /// <summary>Also of those that have ended.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string label)
    {
        var filter = JsonSerializer.Serialize(new { label = new[] { label } });
        var path = $"/containers/json?all=true&filters={Uri.EscapeDataString(filter)}";
        return [.. (await AskAsync<List<ListedReply>>(HttpMethod.Get, path, "list containers")).Select(one => one.Id)];
    }

    /// <summary>Ends and removes it; one that has gone is no failure. An engine may refuse while it still counts the end of a process.</summary>
    public async Task RemoveAsync(string id, TimeProvider time)
    {
        for (var left = Removals; ; left--)
        {
            using var answer = await SendAsync(HttpMethod.Delete, $"/containers/{id}?force=true&v=true", null);
            if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound)
                return;
            if (left == 0)
                await CheckAsync(answer, "remove a container");
            await Task.Delay(_pause, time);
        }
    }

    /// <summary>The pipes of its first process.</summary>
    public async Task<AttachedStream> AttachAsync(string id, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Bounded.Opening, time);
        try
        {
            return await AttachedStream.OpenAsync(
                await ConnectAsync(socketPath, patience.Token),
                $"/v1.41/containers/{id}/attach?stream=1&stdin=1&stdout=1&stderr=1",
                patience.Token
            );
        }
        catch (OperationCanceledException e)
        {
            throw RunnerFault.Unavailable(
                $"The container engine at {socketPath} does not answer when asked to attach.",
                e
            );
        }
    }

    private async Task<T> AskAsync<T>(HttpMethod method, string path, string what, HttpContent? content = null)
    {
        using var answer = await SendAsync(method, path, content);
        await CheckAsync(answer, what);
        return await answer.Content.ReadFromJsonAsync<T>(_json)
            ?? throw RunnerFault.Unavailable($"The container engine said nothing when asked to {what}.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, Root + path) { Content = content };
        try
        {
            return await _http.SendAsync(request);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw RunnerFault.Unavailable($"No container engine answers at {socketPath}: {e.Message}", e);
        }
    }

    private static async Task CheckAsync(HttpResponseMessage answer, string what)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var body = await answer.Content.ReadAsStringAsync();
        throw RunnerFault.Unavailable($"The container engine refused to {what}: {Reason(body)}");
    }

    private static string Reason(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<ErrorReply>(body, _json)?.Message ?? body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static async Task<Socket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
