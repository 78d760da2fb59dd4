using System.Text.Json.Nodes;

namespace Polpo.Core.Agents.Files;

/// <summary>One change of the roster: the texts of <c>agents.json</c> and <c>teams.json</c> with single values changed.</summary>
internal sealed class RosterEdit
{
    private readonly RosterFiles _before;

    public RosterEdit(RosterFiles before)
    {
        _before = before;
        // The first edit of an agent writes down what polpo.json says, which is only read from then on.
        AgentsText = before.Agents ?? JsonText.Of(PolpoFolder.AgentsName, JsonLayout.WriteFile(AgentsOf(before)));
        Agents = new JsonEdit(AgentsText);
        if (before.Agents is null || before.Teams is not null)
            UseTeams();
    }

    public JsonText AgentsText { get; }

    public JsonEdit Agents { get; }

    public JsonText? TeamsText { get; private set; }

    public JsonEdit? Teams { get; private set; }

    /// <summary>The teams, written down first when only <c>polpo.json</c> or the agents name them.</summary>
    public (JsonText Text, JsonEdit Edit) UseTeams()
    {
        TeamsText ??= _before.Teams ?? JsonText.Of(PolpoFolder.TeamsName, JsonLayout.WriteFile(TeamsOf(_before)));
        Teams ??= new JsonEdit(TeamsText);
        return (TeamsText, Teams);
    }

    /// <summary>The files as they will be, read and checked again.</summary>
    public RosterFiles Apply() =>
        RosterFiles.Of(_before.Folder with { Agents = Agents.Apply(), Teams = Teams?.Apply() });

    private static JsonArray AgentsOf(RosterFiles files) =>
        [
            .. files.Entries.Select(entry => new JsonObject
            {
                ["agent"] = entry.Agent.Source?.DeepClone(),
                ["teamName"] = entry.Agent.TeamName,
            }),
        ];

    private static JsonArray TeamsOf(RosterFiles files)
    {
        var described = files
            .ProjectTeams()
            .ToDictionary(team => team.Team.Required("name"), team => team.Team.Source.Raw);
        return
        [
            .. files.Roster.Teams.Select(team =>
                described.TryGetValue(team.Name, out var raw)
                    ? WithoutAgents(raw)
                    : new JsonObject { ["name"] = team.Name }
            ),
        ];
    }

    private static JsonObject WithoutAgents(string raw)
    {
        var team = JsonNode.Parse(raw)!.AsObject();
        team.Remove("agents");
        return team;
    }
}
