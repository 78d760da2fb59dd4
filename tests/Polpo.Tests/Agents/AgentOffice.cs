using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents;
using Polpo.Core.Gateway;
using Polpo.Core.Identity;
using Polpo.Core.Models;
using Polpo.Core.Sandboxes;
using Polpo.Core.Tools;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Xunit;

namespace Polpo.Tests.Agents;

/// <summary>The commands over a folder, as one person uses them.</summary>
internal sealed class AgentOffice : IDisposable
{
    private readonly Workspace _workspace;
    private readonly Caller _caller = new(Id<User>.New(TimeProvider.System), "tester");
    private readonly AgentCommands _agents;
    private readonly TeamCommands _teams;

    public AgentOffice()
    {
        var tools = new ToolRegistry(
            new[] { "read", "write", "edit", "bash", "glob", "grep", "ls", "http_fetch", "register_outcome" }.Select(
                name => new NamedTool(name)
            )
        );
        _workspace = new Workspace
        {
            Id = Id<Workspace>.New(TimeProvider.System),
            Name = "w",
            RepositoryPath = Folder.Path,
            Owner = _caller.User,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        _agents = new AgentCommands(Folder.Roster, tools, new KnownModels(), Journal, new StoppedClock());
        _teams = new TeamCommands(Folder.Roster, Journal);
        Queries = new AgentQueries(
            Folder.Roster,
            tools,
            new NetworkGate(new SandboxOptions()),
            [new SettingName("laterRules")]
        );
    }

    public AgentFolder Folder { get; } = new();

    public RecordedFacts Journal { get; } = new();

    public AgentQueries Queries { get; }

    public IReadOnlyList<string> Warnings() => [.. Queries.Warnings(_workspace).Select(warning => warning.Message)];

    public IReadOnlyList<AgentProfile> List() => Queries.List(_workspace);

    public Task<AgentConfig> Add(string json, string? team = null) =>
        _agents.AddAsync(
            _workspace,
            JsonNode.Parse(json)!.AsObject(),
            team,
            _caller,
            TestContext.Current.CancellationToken
        );

    public Task Remove(string name) =>
        _agents.RemoveAsync(_workspace, name, _caller, TestContext.Current.CancellationToken);

    public Task<Team> AddTeam(string name, string? description = null) =>
        _teams.AddAsync(_workspace, name, description, _caller, TestContext.Current.CancellationToken);

    public Task<Team> RenameTeam(string name, string newName) =>
        _teams.RenameAsync(_workspace, name, newName, _caller, TestContext.Current.CancellationToken);

    public Task RemoveTeam(string name) =>
        _teams.RemoveAsync(_workspace, name, _caller, TestContext.Current.CancellationToken);

    public void Dispose() => Folder.Dispose();

    /// <summary>The real names, and no key for any of them.</summary>
    private sealed class KnownModels : IModels
    {
        public ModelRef Resolve(string repositoryPath, string text) =>
            text.StartsWith("anthropic/", StringComparison.Ordinal)
                ? throw new RefusedException(Refusal.Unavailable, "There is no key for anthropic.")
                : throw new RefusedException(Refusal.Invalid, $"There is no provider in \"{text}\".");

        public Task<ModelRef> DefaultAsync(string repositoryPath, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }

    private sealed class NamedTool(string name) : ITool
    {
        public ToolSchema Schema { get; } = new(name, $"Does {name}.", JsonDocument.Parse("{}").RootElement);

        public bool Repeatable => true;

        public bool Writes => false;

        public Task<ToolResult> RunAsync(
            ToolContext context,
            JsonElement arguments,
            CancellationToken cancellationToken
        ) => Task.FromResult(new ToolResult(""));
    }
}
