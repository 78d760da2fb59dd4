using Polpo.Core.Agents.Files.Spelling;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Agents;

public sealed class SpellingTests : IDisposable
{
    private readonly AgentOffice _office = new();

    public void Dispose() => _office.Dispose();

    [Fact]
    public void A_field_that_nobody_reads_is_named_with_its_line_and_what_was_meant()
    {
        _office.Folder["agents.json"] = """
            [
              {
                "agent": {
                  "name": "a",
                  "turns": 3,
                  "identity": { "motto": "A" },
                  "x-note": "kept"
                },
                "team": "core"
              }
            ]
            """;
        _office.Folder["teams.json"] = """[{"name": "core", "desc": "x"}]""";
        _office.Folder["polpo.json"] = """
            {"org": "o", "setings": {},
             "settings": {"maxRetrys": 1, "laterRules": [], "limits": {"colour": "1 GB"}}}
            """;

        _office
            .Warnings()
            .ShouldBe([
                "`.polpo/agents.json` line 9: agents[0].team is not known here and has no effect. It is kept as it is.",
                "`.polpo/agents.json` line 5: agents[0].turns is not known here and has no effect. It is kept as it is.",
                "`.polpo/agents.json` line 7: agents[0].x-note is not known here and has no effect. It is kept as it is.",
                "`.polpo/agents.json` line 6: agents[0].identity.motto is not known here and has no effect. It is kept as it is.",
                "`.polpo/teams.json` line 1: teams[0].desc is not known here and has no effect. It is kept as it is.",
                "`.polpo/polpo.json` line 1: setings is not known and has no effect. Did you mean settings?",
                "`.polpo/polpo.json` line 2: settings.maxRetrys is not known and has no effect. Did you mean maxRetries?",
                "`.polpo/polpo.json` line 2: settings.limits.colour is not known here and has no effect. It is kept as it is.",
            ]);
    }

    [Theory]
    [InlineData("agents.json", SeedFiles.Agents)]
    [InlineData("polpo.json", SeedFiles.Team)]
    [InlineData("polpo.json", SeedFiles.Default)]
    public void The_seeds_files_warn_of_nothing(string file, string content)
    {
        _office.Folder[file] = content;
        _office.Warnings().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("allowedTool", "allowedTools")]
    [InlineData("allowed_tools", "allowedTools")]
    [InlineData("alowedTools", "allowedTools")]
    [InlineData("AllowedPaths", "allowedPaths")]
    [InlineData("allowedPath", "allowedPaths")]
    [InlineData("allowed-hosts", "allowedHosts")]
    [InlineData("denyedHosts", "deniedHosts")]
    public async Task A_restriction_that_would_not_hold_is_refused_wherever_it_comes_from(string written, string meant)
    {
        var agent = $$"""{"name": "a", "{{written}}": []}""";
        foreach (
            var file in new[]
            {
                $$"""[{"agent": {{agent}}, "teamName": "t"}]""",
                $$"""[{"agent": {"name": "a"}, "{{written}}": []}]""",
                $"[{agent}]",
            }
        )
        {
            _office.Folder["agents.json"] = file;
            var refused = Should.Throw<RefusedException>(_office.Folder.Read);
            refused.Message.ShouldStartWith($"`.polpo/agents.json` line 1: agents[0].{written} ");
            refused.Message.ShouldEndWith($"{meant}.");
        }
        File.Delete(_office.Folder.At("agents.json"));
        (await Should.ThrowAsync<RefusedException>(() => _office.Add(agent))).Message.ShouldContain(meant);
    }

    [Theory]
    [InlineData("agents.json", """[{"name": "a", "maxTurn": 3}]""", "agents[0].maxTurn", "maxTurns")]
    [InlineData("agents.json", """[{"name": "a", "sistemPrompt": "x"}]""", "agents[0].sistemPrompt", "systemPrompt")]
    [InlineData(
        "agents.json",
        """[{"name": "a", "identity": {"displayname": "A"}}]""",
        "agents[0].identity.displayname",
        "displayName"
    )]
    [InlineData("polpo.json", """{"settings": {"limits": {"memroy": "1 GB"}}}""", "settings.limits.memroy", "memory")]
    public void A_misspelt_field_of_an_agent_or_a_limit_is_refused(string file, string text, string place, string meant)
    {
        _office.Folder[file] = text;
        Should
            .Throw<RefusedException>(_office.Folder.Read)
            .Message.ShouldBe($"`.polpo/{file}` line 1: {place} is not known and would have no effect. Write {meant}.");
    }

    [Fact]
    public void A_host_rule_of_the_workspace_that_would_not_hold_is_refused()
    {
        _office.Folder["polpo.json"] = """{"settings": {"deniedHost": ["evil.example"]}}""";
        Should.Throw<RefusedException>(_office.Folder.Read).Message.ShouldEndWith("Write deniedHosts.");
    }

    [Theory]
    [InlineData("tags")]
    [InlineData("emailAllowedDomains")]
    [InlineData("allowedModelProfiles")]
    [InlineData("x")]
    public void A_name_that_resembles_none_is_taken_for_none(string name) =>
        Nearest.Of(name, KnownNames.Restricting).ShouldBeNull();
}
