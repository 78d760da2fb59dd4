using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Testing.ScriptedModel.Wires;

namespace Polpo.Testing.ScriptedModel;

/// <summary>
/// A model server that answers by a script, in the protocols of OpenAI, Anthropic and Gemini. Requests are checked as strictly as the
/// real providers check them, recorded, and answered with the exact shapes of their streams.
/// </summary>
public sealed class ScriptedModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Conversation> _requests = [];

    private ScriptedModelServer(WebApplication app, Script script)
    {
        _app = app;
        Script = script;
    }

    public Script Script { get; }

    /// <summary>Such as <c>http://127.0.0.1:41234</c>: Anthropic's and Gemini's base URL.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>OpenAI's base URL.</summary>
    public string OpenAIAddress => Address + "/v1";

    /// <summary>The only key that is let in; null: any.</summary>
    public string? RequiredKey { get; set; }

    /// <summary>The only models that are there; null: any.</summary>
    public IReadOnlyList<string>? Models { get; set; }

    /// <summary>Every request that was well formed, in the order of arrival.</summary>
    public IReadOnlyList<Conversation> Requests => [.. _requests];

    /// <summary>Every request that was refused, as sentences. A test that expects none looks here.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    /// <summary>Begins a rule; see <see cref="Script.On"/>.</summary>
    public Rule On(Func<Conversation, bool> matches) => Script.On(matches);

    public static async Task<ScriptedModelServer> StartAsync(
        Script? script = null,
        int port = 0,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = 256 * 1024 * 1024);
        var app = builder.Build();
        var server = new ScriptedModelServer(app, script ?? new Script());
        var exchange = new Exchange(server, time ?? TimeProvider.System);
        app.MapPost("/v1/chat/completions", context => exchange.RunAsync(context, new OpenAIChatWire()));
        app.MapPost("/v1/responses", context => exchange.RunAsync(context, new OpenAIResponsesWire()));
        foreach (var version in new[] { "v1beta", "v1" })
            app.MapPost($"/{version}/models/{{target}}", context => exchange.RunAsync(context, new GeminiWire()));
        app.MapPost("/v1/messages", context => exchange.RunAsync(context, new AnthropicWire()));
        app.MapGet("/v1/models", server.ListAsync);
        app.MapGet("/api/tags", server.TagsAsync);
        await app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts a server for a script file; see <see cref="ScriptFile"/>.</summary>
    public static Task<ScriptedModelServer> FromJson(string path, CancellationToken cancellationToken = default) =>
        StartAsync(ScriptFile.Read(path), cancellationToken: cancellationToken);

    public Task WaitAsync(CancellationToken cancellationToken) => ((IHost)_app).WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    internal void Record(Conversation conversation) => _requests.Enqueue(conversation);

    private Task ListAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                @object = "list",
                data = (Models ?? ["scripted"]).Select(name => new
                {
                    id = name,
                    @object = "model",
                    owned_by = "polpo",
                }),
            },
            context.RequestAborted
        );

    private Task TagsAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(
            new { models = (Models ?? ["scripted"]).Select(name => new { name, model = name }) },
            context.RequestAborted
        );
}
