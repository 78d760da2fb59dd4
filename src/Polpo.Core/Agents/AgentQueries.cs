using Polpo.Core.Agents.Files.Spelling;
using Polpo.Core.Sandboxes;
using Polpo.Core.Tools;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents;

/// <param name="Tools">The names of the tools that it is granted.</param>
/// <param name="Extra">The categories of granted tools outside the core set, as the org chart shows them.</param>
/// <param name="Network">What it may reach, in words.</param>
public sealed record AgentProfile(
    AgentConfig Config,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Extra,
    string Network
);

public sealed record TeamMembers(Team Team, IReadOnlyList<string> Agents);

/// <summary>Reads the agents and teams of a workspace that the caller may see.</summary>
public sealed class AgentQueries(
    AgentRoster roster,
    ToolRegistry tools,
    NetworkGate gate,
    IEnumerable<SettingName> settings
)
{
    /// <summary>What stands in the files and has no effect, so that nobody counts on it.</summary>
    public IReadOnlyList<FieldWarning> Warnings(Workspace workspace) =>
        [
            .. new UnknownFields(
                roster.Files(workspace.RepositoryPath),
                [.. settings.Select(setting => setting.Name)]
            ).Find(),
        ];

    /// <summary>All agents, in the order of the files.</summary>
    public IReadOnlyList<AgentProfile> List(Workspace workspace) => All(roster.Read(workspace.RepositoryPath));

    /// <exception cref="RefusedException">There is no such agent; the message names those that are there.</exception>
    public AgentProfile Get(Workspace workspace, string name) => One(roster.Read(workspace.RepositoryPath), name);

    /// <summary>All teams; the first is the default.</summary>
    public IReadOnlyList<TeamMembers> Teams(Workspace workspace)
    {
        var read = roster.Read(workspace.RepositoryPath);
        return [.. read.Teams.Select(team => Members(read, team))];
    }

    /// <exception cref="RefusedException">There is no such team; the message names those that are there.</exception>
    public TeamMembers Team(Workspace workspace, string name)
    {
        var read = roster.Read(workspace.RepositoryPath);
        return Members(read, FindTeam(read, name));
    }

    internal static AgentConfig Find(Roster roster, string name) =>
        roster.Find(name)
        ?? throw new RefusedException(
            Refusal.NotFound,
            roster.Agents.Count == 0
                ? $"There is no agent \"{name}\"; there are none at all. Add one: polpo agent add NAME."
                : $"There is no agent \"{name}\". The agents are: {string.Join(", ", roster.Agents.Select(agent => agent.Name))}."
        );

    internal static Team FindTeam(Roster roster, string name) =>
        roster.Teams.FirstOrDefault(team => team.Name == name)
        ?? throw new RefusedException(
            Refusal.NotFound,
            $"There is no team \"{name}\". The teams are: {string.Join(", ", roster.Teams.Select(team => team.Name))}."
        );

    private static TeamMembers Members(Roster roster, Team team) =>
        new(team, [.. roster.Agents.Where(agent => agent.TeamName == team.Name).Select(agent => agent.Name)]);

    private List<AgentProfile> All(Roster read) => [.. read.Agents.Select(agent => Profile(read, agent))];

    private AgentProfile One(Roster read, string name) => Profile(read, Find(read, name));

    private AgentProfile Profile(Roster read, AgentConfig agent)
    {
        // A listing shows an agent whose list names a tool that this installation lacks; a run refuses it.
        var known = agent
            .AllowedTools?.Where(name =>
                name.EndsWith('*') || tools.Names.Contains(name, StringComparer.OrdinalIgnoreCase)
            )
            .ToList();
        var granted = tools.Granted(known).Select(tool => tool.Schema.Name).ToList();
        return new AgentProfile(
            agent,
            granted,
            Categories(agent.AllowedTools ?? [], granted),
            gate.Sentence(read.NetworkOf(agent))
        );
    }

    private static List<string> Categories(IReadOnlyList<string> allowed, IReadOnlyList<string> granted) =>
        [
            .. allowed
                .SelectMany(pattern => Names(pattern, granted))
                .Where(name =>
                    !ToolRegistry.CoreSet.Contains(name, StringComparer.OrdinalIgnoreCase) && name != "register_outcome"
                )
                .Select(name => name.Split('_')[0].ToLowerInvariant())
                .Distinct(),
        ];

    /// <summary>What a pattern stands for; a category that has no tool here is shown by its own name.</summary>
    private static List<string> Names(string pattern, IReadOnlyList<string> granted)
    {
        if (!pattern.EndsWith('*'))
            return [pattern];
        var prefix = pattern[..^1];
        var matching = granted.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToList();
        return matching.Count == 0 && prefix.EndsWith('_') ? [prefix] : matching;
    }
}
