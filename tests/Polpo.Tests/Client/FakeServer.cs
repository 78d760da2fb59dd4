using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Polpo.Client;

namespace Polpo.Tests.Client;

/// <summary>A server of prepared answers: each route answers its list in turn, the last of them again and again.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Queue<Func<HttpResponseMessage>>> _answers = new(
        StringComparer.Ordinal
    );

    public ConcurrentQueue<(string Route, string? Body, string? LastEventId)> Requests { get; } = new();

    /// <summary>Hears of each request before it is answered.</summary>
    public Action<string> Asked { get; set; } = _ => { };

    public PolpoClient Client => new(Http());

    public HttpClient Http() => new(this, disposeHandler: false) { BaseAddress = new Uri("http://localhost/") };

    /// <param name="route">Such as <c>GET agents?workspace=w</c>.</param>
    public FakeServer Answers<T>(string route, T body, HttpStatusCode status = HttpStatusCode.OK) =>
        Text(route, JsonSerializer.Serialize(body, Wire.Json), "application/json", status);

    public FakeServer Refuses(string route, HttpStatusCode status, string detail) =>
        Text(
            route,
            JsonSerializer.Serialize(new Problem(null, "No", (int)status, detail), Wire.Json),
            "application/problem+json",
            status
        );

    /// <summary>One connection to the feed: those facts, then the end of the stream.</summary>
    public FakeServer Streams(string route, params IEnumerable<EventView> facts) =>
        Text(
            route,
            string.Concat(
                facts.Select(fact =>
                    $"event: fact\nid: {fact.Seq}\ndata: {JsonSerializer.Serialize(fact, Wire.Json)}\n\n"
                )
            ),
            "text/event-stream"
        );

    public FakeServer Text(string route, string text, string type, HttpStatusCode status = HttpStatusCode.OK)
    {
        _answers
            .GetOrAdd(route, _ => new())
            .Enqueue(() => new HttpResponseMessage(status) { Content = new StringContent(text, Encoding.UTF8, type) });
        return this;
    }

    public void Forget(string route) => _answers.TryRemove(route, out _);

    public FakeServer Breaks(string route)
    {
        _answers.GetOrAdd(route, _ => new()).Enqueue(() => throw new HttpRequestException("connection refused"));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var route = $"{request.Method} {request.RequestUri!.PathAndQuery["/api/v1/".Length..]}";
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Enqueue(
            (route, body, request.Headers.TryGetValues("Last-Event-ID", out var ids) ? ids.Single() : null)
        );
        Asked(route);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_answers.TryGetValue(route, out var answers))
            throw new InvalidOperationException($"Nothing was prepared for {route}.");
        lock (answers)
            return (answers.Count > 1 ? answers.Dequeue() : answers.Peek())();
    }
}
