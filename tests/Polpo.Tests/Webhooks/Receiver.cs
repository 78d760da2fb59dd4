using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Polpo.Tests.Webhooks;

/// <summary>Somebody else's server, which takes webhooks or does not.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly SemaphoreSlim _came = new(0);

    private Receiver(WebApplication server) => _server = server;

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>Status and body, by what came.</summary>
    public Func<Received, (int, string)> Answer { get; set; } = _ => (200, "thanks");

    public string Url => _server.Urls.First() + "/hook";

    public string Host => new Uri(Url).Authority;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._server.MapPost("/{*path}", receiver.TakeAsync);
        receiver._server.MapGet("/{*path}", receiver.TakeAsync);
        await receiver._server.StartAsync();
        return receiver;
    }

    /// <summary>Waits for so many more requests.</summary>
    public async Task ComeAsync(int count)
    {
        for (var i = 0; i < count; i++)
            (await _came.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBeTrue(
                $"Only {Requests.Count} requests came."
            );
    }

    private async Task TakeAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        var headers = context.Request.Headers.ToDictionary(
            one => one.Key.ToLowerInvariant(),
            one => one.Value.ToString()
        );
        var request = new Received(context.Request.Path, headers, body);
        var (status, text) = Answer(request);
        Requests.Enqueue(request);
        context.Response.StatusCode = status;
        if (status is >= 300 and < 400)
            context.Response.Headers.Location = text;
        // A text after 204 would end the connection, and with it what is sent next.
        if (text.Length > 0)
            await context.Response.WriteAsync(text);
        _came.Release();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Id => Headers["webhook-id"];
}
