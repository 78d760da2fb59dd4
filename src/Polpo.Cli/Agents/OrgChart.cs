using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Agents;

/// <summary>Who reports to whom, drawn as a tree; in brackets what an agent may use beyond the core set.</summary>
internal static class OrgChart
{
    /// <summary>With several teams each one is named above those of its agents that report to nobody.</summary>
    public static IEnumerable<string> Draw(IReadOnlyList<AgentView> agents)
    {
        var teams = agents.Where(agent => agent.ReportsTo is null).GroupBy(agent => agent.TeamName).ToList();
        var several = agents.Select(agent => agent.TeamName).Distinct().Count() > 1;
        foreach (var (team, index) in teams.Select((team, index) => (team, index)))
        {
            if (several)
                yield return $"{(index > 0 ? "\n" : "")}{Plain.Text(team.Key)}:";
            foreach (var line in team.SelectMany(root => Below(root, agents, "", "", several)))
                yield return line;
        }
    }

    private static IEnumerable<string> Below(
        AgentView agent,
        IReadOnlyList<AgentView> agents,
        string branch,
        string indent,
        bool several
    )
    {
        yield return branch + Label(agent, agents, several);
        var reports = agents.Where(other => other.ReportsTo == agent.Name).ToList();
        foreach (var (report, index) in reports.Select((report, index) => (report, index)))
        {
            var last = index == reports.Count - 1;
            foreach (
                var line in Below(
                    report,
                    agents,
                    indent + (last ? "└── " : "├── "),
                    indent + (last ? "    " : "│   "),
                    several
                )
            )
                yield return line;
        }
    }

    private static string Label(AgentView agent, IReadOnlyList<AgentView> agents, bool several)
    {
        var title = agent.Title ?? agent.Role;
        var elsewhere =
            several
            && agent.ReportsTo is { } manager
            && agents.First(other => other.Name == manager).TeamName != agent.TeamName;
        return Plain.Text(agent.Name)
            + (title is null ? "" : $" ({Plain.Line(title, 60)})")
            + (agent.Extra.Count == 0 ? "" : $" [{Plain.Text(string.Join(", ", agent.Extra))}]")
            + (elsewhere ? $" · {Plain.Text(agent.TeamName)}" : "");
    }
}
