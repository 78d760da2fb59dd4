using Polpo.Core.Agents;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Agents;

public sealed class AgentPromptTests : IDisposable
{
    private readonly AgentFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_says_who_the_agent_is_in_a_fixed_order()
    {
        _folder["polpo.json"] = SeedFiles.Team;
        var roster = _folder.Read();
        var alice = roster.Find("alice")! with { SystemPrompt = "Never post on Sundays.", AllowedPaths = ["posts"] };
        InOrder(
            AgentPrompt.For(alice, roster, [], "/workspace"),
            "You are alice, social media manager.",
            "- Name: Alice Chen",
            "Professional but warm.",
            "Empathetic",
            "You report to Marco Rossi (marco), Marketing Director.",
            "Never post on Sundays.",
            "## Your tools",
            "/workspace",
            "- posts"
        );
    }

    [Fact]
    public void Responsibilities_come_with_their_priority()
    {
        _folder["agents.json"] = SeedFiles.Agents;
        var roster = _folder.Read();
        InOrder(
            AgentPrompt.For(roster.Agents[0], roster, [], "/workspace"),
            "- [critical] API Development: Design and implement REST APIs",
            "- Code review",
            "Direct, technical",
            "Focus on clean, tested TypeScript code."
        );
    }

    private static void InOrder(string prompt, params string[] parts)
    {
        var at = 0;
        foreach (var part in parts)
        {
            var found = prompt.IndexOf(part, at, StringComparison.Ordinal);
            found.ShouldBeGreaterThanOrEqualTo(0, $"\"{part}\" is missing or out of order in:\n{prompt}");
            at = found + part.Length;
        }
    }
}
