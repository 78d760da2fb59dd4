using Polpo.Core.Models;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Agents;

public sealed class RosterTests : IDisposable
{
    private readonly AgentFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_any_file_there_is_one_developer()
    {
        var roster = _folder.Read();
        roster.Agents.ShouldHaveSingleItem().Name.ShouldBe("dev-1");
        roster.Teams.ShouldHaveSingleItem().Name.ShouldBe("default");
    }

    [Fact]
    public void The_seeds_agents_file_is_read_whole()
    {
        _folder["agents.json"] = SeedFiles.Agents;
        var agent = _folder.Read().Agents.ShouldHaveSingleItem();
        (agent.Name, agent.TeamName, agent.MaxTurns, agent.Model).ShouldBe(
            ("backend-dev", "engineering", 200, "anthropic/claude-sonnet-4-5")
        );
        agent.AllowedTools.ShouldBe(["read", "write", "edit", "bash", "glob", "grep"]);
        agent.Skills.ShouldBe(["api-security", "database-design"]);
        agent
            .Identity!.Responsibilities.Select(duty => (duty.Area, duty.Priority))
            .ShouldBe([("API Development", "critical"), ("Code review", null), ("Database schema design", null)]);
    }

    [Fact]
    public void The_seeds_team_and_default_files_are_read()
    {
        _folder["polpo.json"] = SeedFiles.Team;
        _folder
            .Read()
            .Agents.Select(agent => (agent.Name, agent.ReportsTo))
            .ShouldBe([("marco", null), ("alice", "marco"), ("bob", "marco")]);
        _folder["polpo.json"] = SeedFiles.Default;
        _folder.Read().Teams.ShouldHaveSingleItem().Description.ShouldBe("Default Polpo team");
    }

    [Fact]
    public void Agents_and_teams_files_win_over_the_project_file()
    {
        _folder["polpo.json"] =
            """{"project": "p", "teams": [{"name": "a", "agents": [{"name": "x"}]}, {"name": "b", "agents": [{"name": "y"}]}]}""";
        _folder.Read().Agents.Select(agent => agent.TeamName).ShouldBe(["a", "b"]);
        _folder["agents.json"] = """[{"agent": {"name": "z"}, "teamName": "c"}]""";
        _folder["teams.json"] = """[{"name": "only"}]""";
        var roster = _folder.Read();
        roster.Agents.ShouldHaveSingleItem().Name.ShouldBe("z");
        roster.Teams.Select(team => team.Name).ShouldBe(["only", "c"]);
    }

    [Fact]
    public void Settings_are_read()
    {
        _folder["polpo.json"] =
            """{"settings": {"maxRetries": 2, "taskTimeout": 1800000, "reasoning": "high", "setup": "npm ci", "model": "openai:gpt-4o"}}""";
        var settings = _folder.Read().Settings;
        (settings.MaxRetries, settings.Reasoning, settings.Environment.Setup, settings.Model).ShouldBe(
            (2, Reasoning.High, "npm ci", "openai:gpt-4o")
        );
        settings.TaskTimeout.ShouldBe(TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void A_change_of_the_file_counts_for_the_next_that_reads()
    {
        _folder["agents.json"] = """[{"agent": {"name": "one"}}]""";
        _folder.Read().Find("one").ShouldNotBeNull();
        _folder["agents.json"] = """[{"agent": {"name": "two"}}]""";
        _folder.Read().Find("one").ShouldBeNull();
    }

    [Theory]
    [InlineData(
        "[\n{\"agent\": {\"name\": \"a\"}},\n{\"agent\": {\"name\": \"b\",\n \"maxTurns\": \"many\"}}]",
        "`.polpo/agents.json` line 4: agents[1].maxTurns must be a whole number, found \"many\"."
    )]
    [InlineData(
        "[{\"agent\": {\"name\": \"a\", \"reasoning\": \"deep\"}}]",
        "`.polpo/agents.json` line 1: agents[0].reasoning must be one of off, minimal, low, medium, high, xhigh, found \"deep\"."
    )]
    [InlineData(
        "[{\"agent\": {\"name\": \"a\", \"maxTurns\": 0}}]",
        "`.polpo/agents.json` line 1: agents[0].maxTurns must be between 1 and 2147483647, found 0."
    )]
    [InlineData("[{\"agent\": {}}]", "`.polpo/agents.json` line 1: agents[0].name is missing. Give it a text.")]
    [InlineData(
        "[{}]",
        "`.polpo/agents.json` line 1: agents[0].agent is missing. An entry is {\"agent\": {\"name\": …}, \"teamName\": …}."
    )]
    [InlineData("{}", "`.polpo/agents.json` line 1: the file must be a list of {agent, teamName}.")]
    [InlineData("[\n\n", "`.polpo/agents.json` line 3: this is not valid JSON")]
    [InlineData(
        "[{\"agent\": {\"name\": \"a\",\n \"name\": \"b\"}}]",
        "`.polpo/agents.json` line 2: this is not valid JSON: \"name\" stands twice in one object."
    )]
    [InlineData(
        "[{\"agent\": {\"name\": \"a\", \"allowedPaths\": [\"src/../../x\"]}}]",
        "agents[0].allowedPaths[0] must be a directory inside the repository, relative to it, found \"src/../../x\"."
    )]
    [InlineData(
        "[{\"agent\": {\"name\": \"\\u001b[31m\"}}]",
        "agents[0].name must be a name without control characters"
    )]
    [InlineData("[{\"agent\": {\"name\": \"\\ud800\"}}]", "this is not valid JSON")]
    [InlineData(
        "[{\"agent\": {\"name\": \"a\"}}, {\"agent\": {\"name\": \"a\"}, \"teamName\": \"other\"}]",
        "agents[1].name is \"a\", which agents[0] is called too. Names are unique across all teams."
    )]
    [InlineData("[{\"agent\": {\"name\": \"a\", \"reportsTo\": \"a\"}}]", "agents[0].reportsTo is the agent itself.")]
    [InlineData(
        "[{\"agent\": {\"name\": \"a\", \"reportsTo\": \"ghost\"}}]",
        "agents[0].reportsTo is \"ghost\", but there is no such agent. The agents are: a."
    )]
    [InlineData(
        "[{\"agent\": {\"name\": \"a\", \"reportsTo\": \"b\"}}, {\"agent\": {\"name\": \"b\", \"reportsTo\": \"c\"}}, {\"agent\": {\"name\": \"c\", \"reportsTo\": \"a\"}}]",
        "agents[0].reportsTo closes a circle: a → b → c → a."
    )]
    public void What_is_wrong_is_told_with_file_line_and_field(string text, string message)
    {
        _folder["agents.json"] = text;
        Should.Throw<RefusedException>(_folder.Read).Message.ShouldContain(message);
    }

    [Fact]
    public void A_link_out_of_the_repository_is_not_followed()
    {
        _folder["here.json"] = "[]";
        File.CreateSymbolicLink(_folder.At("teams.json"), "here.json");
        _folder.Read();
        using var elsewhere = new AgentFolder();
        elsewhere["agents.json"] = SeedFiles.Agents;
        Directory.CreateSymbolicLink(_folder.At("there"), elsewhere.At(""));
        File.CreateSymbolicLink(_folder.At("agents.json"), "there/agents.json");
        Should.Throw<RefusedException>(_folder.Read).Message.ShouldContain("a link that leaves the repository");
    }

    [Fact]
    public void A_loop_of_links_is_a_sentence()
    {
        Directory.CreateDirectory(_folder.At(""));
        File.CreateSymbolicLink(_folder.At("agents.json"), "teams.json");
        File.CreateSymbolicLink(_folder.At("teams.json"), "agents.json");
        Should.Throw<RefusedException>(_folder.Read).Message.ShouldContain("could not be read");
    }
}
