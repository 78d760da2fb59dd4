using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Agents;

public sealed class TeamCommandsTests : IDisposable
{
    private const string Teams = "[\r\n\t{ \"name\": \"engineering\", \"x\": 1.0 },\r\n\t{ \"name\": \"empty\" }\r\n]";

    private readonly AgentOffice _office = new();

    public void Dispose() => _office.Dispose();

    [Fact]
    public async Task A_renamed_team_takes_its_agents_along_and_only_the_name_changes()
    {
        _office.Folder["agents.json"] = SeedFiles.Agents;
        _office.Folder["teams.json"] = Teams;
        await _office.RenameTeam("engineering", "platform");
        _office.Folder["agents.json"].ShouldBe(SeedFiles.Agents.Replace("\"engineering\"", "\"platform\""));
        _office.Folder["teams.json"].ShouldBe(Teams.Replace("\"engineering\"", "\"platform\""));
    }

    [Fact]
    public async Task A_team_that_only_agents_name_is_written_down_when_renamed()
    {
        _office.Folder["agents.json"] = """[{"agent": {"name": "a"}}, {"agent": {"name": "b"}, "teamName": "blue"}]""";
        await _office.RenameTeam("blue", "green");
        await _office.RenameTeam("default", "first");
        _office.List().Select(agent => agent.Config.TeamName).ShouldBe(["first", "green"]);
        _office
            .Folder["agents.json"]
            .ShouldBe("""[{"agent": {"name": "a"}}, {"agent": {"name": "b"}, "teamName": "green"}]""");
    }

    [Fact]
    public async Task A_new_team_is_laid_out_as_its_neighbours()
    {
        _office.Folder["agents.json"] = SeedFiles.Agents;
        _office.Folder["teams.json"] = Teams;
        await _office.AddTeam("design", "Looks");
        _office
            .Folder["teams.json"]
            .ShouldBe(
                Teams.Replace(
                    "\r\n]",
                    ",\r\n\t{\r\n\t\t\"name\": \"design\",\r\n\t\t\"description\": \"Looks\"\r\n\t}\r\n]"
                )
            );
        _office.Folder["agents.json"].ShouldBe(SeedFiles.Agents);
    }

    [Fact]
    public async Task The_last_team_and_a_team_with_agents_stay()
    {
        _office.Folder["agents.json"] = SeedFiles.Agents;
        (await Should.ThrowAsync<RefusedException>(() => _office.RemoveTeam("engineering"))).Message.ShouldStartWith(
            "\"engineering\" is the last team."
        );
        _office.Folder["teams.json"] = Teams;
        (await Should.ThrowAsync<RefusedException>(() => _office.RemoveTeam("engineering"))).Message.ShouldStartWith(
            "\"engineering\" has agents: backend-dev."
        );
        await _office.RemoveTeam("empty");
        _office.Folder["teams.json"].ShouldBe(Teams.Replace(",\r\n\t{ \"name\": \"empty\" }", ""));
    }

    [Theory]
    [InlineData("engineering")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(" a")]
    [InlineData("a\u001b[1m")]
    public async Task A_taken_or_impossible_name_is_refused(string name)
    {
        _office.Folder["agents.json"] = SeedFiles.Agents;
        await Should.ThrowAsync<RefusedException>(() => _office.AddTeam(name));
        await Should.ThrowAsync<RefusedException>(() => _office.RenameTeam("engineering", name));
        _office.Folder.Has("teams.json").ShouldBeFalse();
    }
}
