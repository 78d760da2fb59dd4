using System.Text.Json;
using Polpo.Core.Models;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents.Files;

/// <summary>Puts the roster together and checks what concerns several agents: unique names, who reports to whom.</summary>
internal sealed class RosterReader(RosterFiles files)
{
    public Roster Read()
    {
        var agents = files.Entries.Select(entry => entry.Agent).ToList();
        Check();
        return new Roster(ReadTeams(agents), agents, ReadSettings());
    }

    private List<Team> ReadTeams(List<AgentConfig> agents)
    {
        var teams = files.Teams is { } file
            ? [.. file.Root.Items.Select((item, index) => (Fields: JsonFields.Of(file, item, $"teams[{index}]"), File: file))]
            : files.ProjectTeams().Select(team => (Fields: team.Team, File: files.Project!)).ToList();
        var found = new List<Team>();
        foreach (var (fields, source) in teams)
        {
            var name = fields.Required("name");
            if (found.Exists(team => team.Name == name))
                throw source.Refuse(fields.Source, $"{fields.Path("name")}: there are two teams \"{name}\". Rename one.");
            found.Add(new Team(name, fields.String("description")));
        }
        // A team that only an agent names is a team.
        foreach (var name in agents.Select(agent => agent.TeamName).Where(name => !found.Exists(team => team.Name == name)).Distinct().ToList())
            found.Add(new Team(name, null));
        if (found.Count == 0)
            found.Add(new Team(RosterFiles.DefaultTeam, null));
        return found;
    }

    private RosterSettings ReadSettings()
    {
        if (files.Project is not { } file || JsonFields.Of(file, file.Root, "").Object("settings") is not { } settings)
            return new RosterSettings();
        return new RosterSettings
        {
            Model = settings.String("model"),
            Reasoning = settings.Choice<Reasoning>("reasoning"),
            MaxRetries = (int?)settings.Whole("maxRetries", least: 0),
            MaxFixAttempts = (int?)settings.Whole("maxFixAttempts", least: 0),
            MaxConcurrency = (int?)settings.Whole("maxConcurrency", least: 1),
            TaskTimeout = settings.Whole("taskTimeout", least: 1) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            Setup = settings.String("setup"),
        };
    }

    private void Check()
    {
        var byName = new Dictionary<string, RosterEntry>(StringComparer.Ordinal);
        foreach (var entry in files.Entries)
        {
            if (!byName.TryAdd(entry.Agent.Name, entry))
                throw entry.Refuse("name", $"is \"{entry.Agent.Name}\", which {byName[entry.Agent.Name].Path} is called too. Names are unique across all teams.");
        }
        foreach (var entry in files.Entries.Where(entry => entry.Agent.ReportsTo is not null))
        {
            var manager = entry.Agent.ReportsTo!;
            if (manager == entry.Agent.Name)
                throw entry.Refuse("reportsTo", "is the agent itself. Name another agent, or leave it out.");
            if (!byName.ContainsKey(manager))
                throw entry.Refuse("reportsTo", $"is \"{manager}\", but there is no such agent. The agents are: {string.Join(", ", byName.Keys)}.");
            if (Cycle(entry.Agent, byName) is { } cycle)
                throw entry.Refuse("reportsTo", $"closes a circle: {string.Join(" → ", cycle)}. Somebody has to be at the top.");
        }
    }

    private static List<string>? Cycle(AgentConfig agent, Dictionary<string, RosterEntry> byName)
    {
        var chain = new List<string> { agent.Name };
        for (var next = agent.ReportsTo; next is not null; next = byName.GetValueOrDefault(next)?.Agent.ReportsTo)
        {
            chain.Add(next);
            if (next == agent.Name)
                return chain;
            if (chain.Count > byName.Count + 1)
                return null;
        }
        return null;
    }
}
