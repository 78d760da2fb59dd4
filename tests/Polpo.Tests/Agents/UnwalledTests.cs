using Polpo.Core.Agents;
using Polpo.Core.Sandboxes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Agents;

/// <summary>An installation on which somebody switched the sandbox off by name.</summary>
public sealed class UnwalledTests : IDisposable
{
    private const string Open = "No sandbox: commands reach whatever this machine reaches.";

    private readonly AgentFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_agent_is_said_to_have_no_network()
    {
        _folder["agents.json"] =
            """[{"agent": {"name": "a", "allowedHosts": ["example.com"]}}, {"agent": {"name": "b"}}]""";
        var options = new SandboxOptions { Kind = SandboxOptions.None };
        var roster = new AgentRoster(options).Read(_folder.Path);
        foreach (var agent in roster.Agents)
        {
            roster.NetworkOf(agent).Sentence.ShouldBe(Open);
            new NetworkGate(options).Sentence(roster.NetworkOf(agent)).ShouldBe(Open);
            AgentPrompt.For(agent, roster, [], "/w").ShouldEndWith($"## Network\n{Open}\n");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(SandboxOptions.Bubblewrap)]
    [InlineData(SandboxOptions.Container)]
    public void Behind_a_wall_nothing_changes(string? kind)
    {
        var roster = new AgentRoster(new SandboxOptions { Kind = kind }).Read(_folder.Path);
        roster.NetworkOf(roster.Agents[0]).Sentence.ShouldBe("No network.");
    }
}
