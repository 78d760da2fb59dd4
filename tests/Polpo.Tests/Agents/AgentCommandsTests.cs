using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Agents;

public sealed class AgentCommandsTests : IDisposable
{
    private readonly AgentOffice _office = new();

    public void Dispose() => _office.Dispose();

    [Fact]
    public async Task An_added_agent_stands_behind_the_others_and_nothing_else_changes()
    {
        _office.Folder["agents.json"] = SeedFiles.Agents;
        await _office.Add("""{"name": "qa", "role": "tester", "x-note": "Ünicode ✓"}""", "engineering");
        var added = """
            ,
              {
                "agent": {
                  "name": "qa",
                  "role": "tester",
                  "x-note": "Ünicode ✓",
                  "createdAt": "2026-01-02T03:04:05Z"
                },
                "teamName": "engineering"
              }
            """;
        _office.Folder["agents.json"].ShouldBe(SeedFiles.Agents.Insert(SeedFiles.Agents.LastIndexOf('}') + 1, added));
        _office.Folder.Has("teams.json").ShouldBeFalse();
        _office.Journal.Facts.ShouldHaveSingleItem().Type.ShouldBe("agent.added");
    }

    [Fact]
    public async Task A_model_whose_provider_does_not_exist_is_refused_and_one_whose_key_is_missing_is_not()
    {
        (
            await Should.ThrowAsync<RefusedException>(() => _office.Add("""{"name": "a", "model": "nope/x"}"""))
        ).Message.ShouldContain("nope/x");
        _office.Folder.Has("agents.json").ShouldBeFalse();
        (await _office.Add("""{"name": "a", "model": "anthropic/claude-x"}""")).Model.ShouldBe("anthropic/claude-x");
    }

    [Fact]
    public async Task The_first_edit_writes_down_what_the_project_file_says_and_leaves_that_file_alone()
    {
        _office.Folder["polpo.json"] = SeedFiles.Team;
        await _office.Add("""{"name": "carla", "reportsTo": "alice"}""");
        _office.Folder["polpo.json"].ShouldBe(SeedFiles.Team);
        _office
            .List()
            .Select(agent => (agent.Config.Name, agent.Config.TeamName))
            .ShouldBe([("marco", "marketing"), ("alice", "marketing"), ("bob", "marketing"), ("carla", "marketing")]);
        _office
            .Folder["teams.json"]
            .ShouldBe("[\n  {\n    \"name\": \"marketing\",\n    \"description\": \"Marketing department\"\n  }\n]\n");
    }

    [Fact]
    public async Task The_first_edit_of_a_bare_repository_keeps_its_developer()
    {
        await _office.Add("""{"name": "second"}""");
        _office.List().Select(agent => agent.Config.Name).ShouldBe(["dev-1", "second"]);
    }

    [Theory]
    [InlineData(
        """{"name": "backend-dev"}""",
        "There is an agent \"backend-dev\" already, in the team \"engineering\". Names are unique across all teams."
    )]
    [InlineData("""{"name": "a b"}""", "\"a b\" is no name for an agent.")]
    [InlineData("""{"name": "../x"}""", "is no name for an agent.")]
    [InlineData("""{"name": "x", "maxTurns": 1.5}""", "agent.maxTurns must be a whole number, found 1.5.")]
    [InlineData("""{"name": "x", "allowedTools": ["fly"]}""", "There is no tool \"fly\".")]
    [InlineData("""{"name": "x", "reportsTo": "ghost"}""", "agent.reportsTo is \"ghost\", but there is no such agent.")]
    [InlineData("""{"name": "x", "reportsTo": "x"}""", "agent.reportsTo is the agent itself.")]
    public async Task A_wrong_agent_is_refused_and_the_file_stays(string agent, string message)
    {
        _office.Folder["agents.json"] = SeedFiles.Agents;
        (await Should.ThrowAsync<RefusedException>(() => _office.Add(agent, "other"))).Message.ShouldContain(message);
        _office.Folder["agents.json"].ShouldBe(SeedFiles.Agents);
        _office.Journal.Facts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whom_others_report_to_is_not_removed()
    {
        _office.Folder["polpo.json"] = SeedFiles.Team;
        (await Should.ThrowAsync<RefusedException>(() => _office.Remove("marco"))).Message.ShouldBe(
            "alice and bob report to \"marco\". Change their reportsTo or remove them first."
        );
        await _office.Remove("bob");
        (await Should.ThrowAsync<RefusedException>(() => _office.Remove("marco"))).Message.ShouldStartWith(
            "alice reports to \"marco\"."
        );
        (await Should.ThrowAsync<RefusedException>(() => _office.Remove("bob"))).Message.ShouldBe(
            "There is no agent \"bob\". The agents are: marco, alice."
        );
    }

    [Fact]
    public async Task A_file_that_is_wrong_is_not_edited()
    {
        _office.Folder["agents.json"] = "[oops";
        (await Should.ThrowAsync<RefusedException>(() => _office.Add("""{"name": "x"}"""))).Message.ShouldContain(
            "`.polpo/agents.json` line 1"
        );
        _office.Folder["agents.json"].ShouldBe("[oops");
    }

    [Fact]
    public void A_listing_shows_granted_tools_and_the_categories_outside_the_core_set()
    {
        _office.Folder["agents.json"] = """
            [{"agent": {"name": "plain"}}, {"agent": {"name": "none", "allowedTools": []}},
             {"agent": {"name": "wide", "allowedTools": ["read", "email_*", "browser_*", "HTTP_*", "gone_tool", "b*"]}}, {"agent": {"name": "all", "allowedTools": ["*"]}}]
            """;
        var agents = _office.List();
        agents[0].Tools.ShouldBe(["bash", "edit", "glob", "grep", "ls", "read", "register_outcome", "write"]);
        agents[0].Extra.ShouldBeEmpty();
        agents[1].Tools.ShouldBeEmpty();
        agents[2].Tools.ShouldBe(["bash", "http_fetch", "read", "register_outcome"]);
        agents[2].Extra.ShouldBe(["email", "browser", "http", "gone"]);
        agents[3].Extra.ShouldBe(["http"]);
    }
}
