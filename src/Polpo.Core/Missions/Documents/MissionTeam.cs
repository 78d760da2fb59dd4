using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Agents;
using Polpo.Core.Agents.Files;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Documents;

/// <summary>Reads the agents that a mission brings along: <c>[agent]</c>, <c>[{agent}]</c> or <c>{agents: [agent]}</c>.</summary>
/// <param name="mission">The mission's name: agents that it left behind are its own.</param>
internal sealed class MissionTeam(
    MissionFields body,
    string mission,
    MissionWorkplace workplace,
    MissionProblems problems
)
{
    public const int Most = 100;

    /// <summary>What the platform writes beside what a person describes.</summary>
    private static readonly string[] OwnFields = ["volatile", "missionGroup", "createdAt", "teamName"];

    public IReadOnlyList<MissionAgent> Read()
    {
        var items = body["team"] is { Kind: JsonTokenType.StartObject }
            ? body.Object("team")!.Items("agents")
            : body.Items("team");
        if (items.Count == 0)
            return [];
        if (!workplace.Roster.Settings.EnableVolatileTeams)
        {
            body.Note(
                "team",
                "brings agents along, but this workspace does not allow that (settings.enableVolatileTeams is false). Add them with polpo agent add, and leave team out."
            );
            return [];
        }
        if (items.Count > Most)
        {
            body.Note("team", $"lists {items.Count} agents; a mission brings at most {Most} along.");
            return [];
        }
        var entries = items.Select(item => Entry(item.Part, item.Path)).OfType<RosterEntry>().ToList();
        var agents = Agents(entries);
        Structure(entries, agents);
        return agents;
    }

    private RosterEntry? Entry(JsonPart item, string path)
    {
        var part = item["agent"] ?? item;
        try
        {
            if (part.Kind != JsonTokenType.StartObject)
                throw new RefusedException(Refusal.Invalid, "must be an object with a name.");
            var fields = new MissionFields(part, path, problems);
            fields.Know(MissionNames.Agent);
            if (part["identity"] is { Kind: JsonTokenType.StartObject })
                fields.Object("identity")?.Know(MissionNames.Identity);
            var text = JsonText.Of("", System.Text.Encoding.UTF8.GetBytes(part.Raw));
            var agent = AgentReader.Read(text, text.Root, "", "", isSpelled: true);
            return AgentCommands.IsName(agent.Name)
                ? new RosterEntry(agent, text, text.Root, path) { Item = part }
                : throw new RefusedException(Refusal.Invalid, AgentCommands.NoName(agent.Name));
        }
        catch (RefusedException refused)
        {
            problems.Add(part, path, refused.Message);
            return null;
        }
    }

    private List<MissionAgent> Agents(List<RosterEntry> entries)
    {
        var agents = new List<MissionAgent>();
        foreach (var entry in entries)
        {
            var agent = entry.Agent;
            var known = workplace.Roster.Find(agent.Name);
            var isKept = known is not null && !known.Volatile;
            if (agents.Exists(other => other.Name == agent.Name))
                problems.Add(entry.Item!, entry.Path, $"is the second agent \"{agent.Name}\" of the team. Rename one.");
            else if (known is not null && (!IsOwn(known) || !Same(known.Source, agent.Source)))
                problems.Add(
                    entry.Item!,
                    entry.Path,
                    $"is called \"{agent.Name}\", as is another agent of the workspace{(known.MissionGroup is { } group ? $", of the mission {group}" : "")}. Rename it, or leave it out to have that one work."
                );
            agents.Add(
                new MissionAgent(agent.Name, agent.Source!, isKept) // AgentReader gives it
                {
                    ReportsTo = agent.ReportsTo,
                    Model = agent.Model,
                    AllowedTools = agent.AllowedTools,
                }
            );
        }
        return agents;
    }

    /// <summary>Who is reported to exists and nobody reports to himself in a circle, in the roster as it will be.</summary>
    private void Structure(List<RosterEntry> entries, List<MissionAgent> agents)
    {
        if (problems.Any)
            return;
        try
        {
            RosterRules.Check([
                .. workplace.Entries.Where(entry => agents.TrueForAll(agent => agent.Name != entry.Agent.Name)),
                .. entries,
            ]);
        }
        catch (RefusedException refused)
        {
            body.Note("team", refused.Message);
        }
    }

    /// <summary>An agent that another mission brought along goes when that one ends.</summary>
    private bool IsOwn(AgentConfig known) =>
        !known.Volatile
        || known.MissionGroup == mission
        || known.MissionGroup?.StartsWith($"{mission} #", StringComparison.Ordinal) == true;

    private static bool Same(JsonObject? known, JsonObject? brought) =>
        JsonNode.DeepEquals(Described(known), Described(brought));

    private static JsonObject Described(JsonObject? agent)
    {
        var copy = agent?.DeepClone().AsObject() ?? [];
        foreach (var field in OwnFields)
            copy.Remove(field);
        return copy;
    }
}
