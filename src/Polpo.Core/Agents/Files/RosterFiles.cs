using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents.Files.Spelling;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents.Files;

/// <summary>The parsed files of a <c>.polpo</c> folder and the roster that they give. <c>agents.json</c> and <c>teams.json</c> win over <c>polpo.json</c>.</summary>
internal sealed class RosterFiles
{
    public const string DefaultTeam = "default";

    private RosterFiles(PolpoFolder folder)
    {
        Folder = folder;
        Agents = Parse(PolpoFolder.AgentsName, folder.Agents, JsonTokenType.StartArray, "a list of {agent, teamName}");
        Teams = Parse(PolpoFolder.TeamsName, folder.Teams, JsonTokenType.StartArray, "a list of {name, description}");
        Project = Parse(PolpoFolder.ProjectName, folder.Project, JsonTokenType.StartObject, "an object");
        Entries = ReadEntries();
        Roster = new RosterReader(this).Read();
    }

    public PolpoFolder Folder { get; }

    public JsonText? Agents { get; }

    public JsonText? Teams { get; }

    public JsonText? Project { get; }

    /// <summary>Every agent with the place that it stands at, in the order of the files.</summary>
    public IReadOnlyList<RosterEntry> Entries { get; }

    public Roster Roster { get; }

    /// <exception cref="RefusedException">A file cannot be read or says something wrong; the message names file, line and field.</exception>
    public static RosterFiles Of(PolpoFolder folder) => new(folder);

    /// <summary>The teams that <c>polpo.json</c> describes, each with its path there: <c>team</c> or <c>teams[0]</c>.</summary>
    public IEnumerable<(JsonFields Team, string Path)> ProjectTeams()
    {
        if (Project is null)
            yield break;
        var fields = JsonFields.Of(Project, Project.Root, "");
        if (fields.Object("team") is { } team)
            yield return (team, "team");
        foreach (var (item, path) in fields.Items("teams", (item, path) => (item, path)) ?? [])
            yield return (fields.At(item, path), path);
    }

    private static JsonText? Parse(string name, byte[]? bytes, JsonTokenType kind, string wanted)
    {
        if (bytes is null)
            return null;
        var text = JsonText.Of(name, bytes);
        return text.Root.Kind == kind ? text : throw text.Refuse(text.Root, $"the file must be {wanted}.");
    }

    private List<RosterEntry> ReadEntries()
    {
        if (Agents is not null)
            return [.. Agents.Root.Items.Select((item, index) => ReadEntry(Agents, item, $"agents[{index}]"))];
        var described = ProjectTeams().ToList();
        if (described.Count == 0)
            return [RosterEntry.Default];
        return
        [
            .. described.SelectMany(team =>
                team.Team.Items("agents", (item, path) => ReadAgent(Project!, item, path, team.Team.Required("name")))
                ?? []
            ),
        ];
    }

    private RosterEntry ReadEntry(JsonText file, JsonPart item, string path)
    {
        var fields = JsonFields.Of(file, item, path);
        var team = fields.String("teamName") ?? DefaultTeamName();
        // The wrapper may be left out: {"name": …, "teamName": …}.
        var agent =
            item["agent"]
            ?? (
                item["name"] is null
                    ? throw file.Refuse(
                        item,
                        $"{path}.agent is missing. An entry is {{\"agent\": {{\"name\": …}}, \"teamName\": …}}."
                    )
                    : item
            );
        if (agent != item)
            Restrictions.RequireInside(fields);
        return ReadAgent(file, agent, path, team) with { Item = item };
    }

    private static RosterEntry ReadAgent(JsonText file, JsonPart part, string path, string team) =>
        new(AgentReader.Read(file, part, path, team), file, part, path);

    private string DefaultTeamName()
    {
        var first =
            (Teams?.Root.Items is [var top, ..] ? top["name"] : null)
            ?? ProjectTeams().FirstOrDefault().Team?.Source["name"];
        return first is { Kind: JsonTokenType.String } ? first.Text : DefaultTeam;
    }
}

/// <summary>An agent and where it stands: <paramref name="Part"/> is its own object, <see cref="Item"/> the entry around it.</summary>
internal sealed record RosterEntry(AgentConfig Agent, JsonText? File, JsonPart? Part, string Path)
{
    /// <summary>Whom a workspace has that says nothing of agents.</summary>
    public static readonly RosterEntry Default = new(
        new AgentConfig
        {
            Name = "dev-1",
            Role = "developer",
            TeamName = RosterFiles.DefaultTeam,
            Source = new JsonObject { ["name"] = "dev-1", ["role"] = "developer" },
        },
        null,
        null,
        ""
    );

    public JsonPart? Item { get; init; }

    public RefusedException Refuse(string field, string what) =>
        File is { } file && Part is { } part
            ? file.Refuse(part[field] ?? part, $"{Path}.{field} {what}")
            : new RefusedException(Refusal.Invalid, $"{field} {what}");
}
