using System.Text.Json.Nodes;
using Polpo.Client;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class AgentCommandTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_org_chart_is_drawn_as_in_the_seed()
    {
        _cli.Server.Answers(
            "GET agents?workspace=w",
            new Page<AgentView>([
                Agent("marco", "Marketing Director"),
                Agent("alice", "Social Media Manager", "marco", ["email", "browser"]),
                Agent("bob", "Content Writer", "marco"),
            ])
        );
        (await _cli.Polpo("agent", "list")).ShouldBe(0);
        _cli.Out.ShouldBe(
            """
            marco (Marketing Director)
            ├── alice (Social Media Manager) [email, browser]
            └── bob (Content Writer)

            """.ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public async Task Several_teams_and_levels_are_told_apart()
    {
        _cli.Server.Answers(
            "GET agents?workspace=w",
            new Page<AgentView>([
                Agent("a", null),
                Agent("b", null, "a"),
                Agent("c", null, "b"),
                Agent("d", null, "a", team: "blue"),
                Agent("e", null, team: "blue"),
            ])
        );
        await _cli.Polpo("agent", "list");
        _cli.Out.ShouldBe("red:\na\n├── b\n│   └── c\n└── d · blue\n\nblue:\ne\n");
    }

    [Fact]
    public async Task Json_is_one_object_a_line()
    {
        _cli.Server.Answers("GET agents?workspace=w", new Page<AgentView>([Agent("a", null), Agent("b", null)]));
        await _cli.Polpo("agent", "list", "--json");
        _cli.Out.TrimEnd()
            .Split('\n')
            .Select(line => JsonNode.Parse(line)!["name"]!.GetValue<string>())
            .ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Options_become_fields_over_those_of_the_file()
    {
        File.WriteAllText(
            Path.Combine(_cli.Folder, "agent.json"),
            """{"name": "other", "role": "x", "future": true}"""
        );
        _cli.Server.Answers("POST agents?workspace=w", Agent("qa", null));
        (
            await _cli.Polpo(
                "agent",
                "add",
                "qa",
                "--config",
                "agent.json",
                "--role",
                "tester",
                "--tools",
                "read, bash",
                "--team",
                "red"
            )
        ).ShouldBe(0);
        _cli.Server.Requests.Last()
            .Body.ShouldBe(
                """{"agent":{"name":"qa","role":"tester","future":true,"allowedTools":["read","bash"]},"teamName":"red"}"""
            );
    }

    [Fact]
    public async Task Init_writes_the_seeds_default_once()
    {
        (await _cli.Polpo("init")).ShouldBe(0);
        var path = Path.Combine(_cli.Folder, ".polpo", "polpo.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config["org"]!.GetValue<string>().ShouldBe(Path.GetFileName(_cli.Folder));
        config["team"]!
            .ToJsonString()
            .ShouldBe(
                """{"name":"default","description":"Default Polpo team","agents":[{"name":"dev-1","role":"developer"}]}"""
            );
        config["settings"]!.ToJsonString().ShouldBe("{}");
        (await _cli.Polpo("init")).ShouldBe(3);
        _cli.Error.ShouldContain("is there already and stays as it is");
    }

    private static AgentView Agent(
        string name,
        string? title,
        string? reportsTo = null,
        string[]? extra = null,
        string team = "red"
    ) => new(name, null, null, title, null, reportsTo, team, [], extra ?? [], [], "No network.");
}
