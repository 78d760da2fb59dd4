using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Engine.Kernel;
using Polpo.Testing.ScriptedModel;
using Xunit;

namespace Polpo.Tests.Gateway;

/// <summary>A Gateway over a scripted model server, with keys, addresses and a repository of its own.</summary>
internal sealed class GatewayBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GatewayBench(ScriptedModelServer server, Dictionary<string, string> environment)
    {
        Server = server;
        Folder = Directory.CreateTempSubdirectory("polpo-gateway-").FullName;
        Environment = environment;
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(new Random(1))
            .AddSingleton(new PolpoHome(Path.Combine(Folder, "home")))
            .AddSingleton(new ModelEnvironment(environment))
            .AddSingleton<RepositoryOf>((_, _) => ValueTask.FromResult(Repository))
            .AddModels()
            .AddGateway()
            .BuildServiceProvider();
        Directory.CreateDirectory(Path.Combine(Repository, ".polpo"));
    }

    public ScriptedModelServer Server { get; }
    public ImpatientTime Time { get; } = new();
    public string Folder { get; }
    public string Repository => Path.Combine(Folder, "repository");
    public string Home => Path.Combine(Folder, "home");
    public Dictionary<string, string> Environment { get; }
    public List<Delta> Deltas { get; } = [];
    public IModels Models => _services.GetRequiredService<IModels>();
    public IGateway Gateway => _services.GetRequiredService<Core.Gateway.Gateway>();

    public static readonly ToolSchema Bash = new(
        "bash",
        "Runs a command.",
        JsonElement.Parse(
            """{"type":"object","properties":{"command":{"type":"string","maxLength":9}},"required":["command"]}"""
        )
    );

    public static async Task<GatewayBench> StartAsync()
    {
        var server = await ScriptedModelServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        return new GatewayBench(
            server,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OPENAI_API_KEY"] = "sk-test-openai-0001",
                ["OPENAI_BASE_URL"] = server.OpenAIAddress,
                ["ANTHROPIC_API_KEY"] = "sk-ant-test-0001",
                ["ANTHROPIC_BASE_URL"] = server.Address,
            }
        );
    }

    public static ModelRef Model(string provider) =>
        provider == "anthropic" ? new ModelRef(provider, "claude-sonnet-4-5") : new ModelRef(provider, "gpt-5.1");

    public Task<Reply> AskAsync(string provider, params ChatMessage[] messages) => AskAsync(Call(provider, messages));

    public Task<Reply> AskAsync(Call call) => Gateway.AskAsync(call, Deltas.Add, TestContext.Current.CancellationToken);

    public static Call Call(string provider, params ChatMessage[] messages) =>
        new(
            "ws_test",
            "ses_test",
            Model(provider),
            messages.Length > 0 ? messages : [new ChatMessage(ChatRole.User, "Hello")]
        )
        {
            Tools = [Bash],
        };

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
