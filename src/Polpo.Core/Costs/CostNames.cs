using Polpo.Core.Agents;
using Polpo.Core.Budgets.Spending;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Costs;

/// <summary>Under which name a cost is added up.</summary>
internal sealed class CostNames(
    IReadOnlyList<Workspace> workspaces,
    IReadOnlyDictionary<string, string> users,
    IReadOnlyDictionary<string, AgentTask> tasks,
    AgentRoster rosters
)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _teams = new(StringComparer.Ordinal);

    public (string Key, string Name) Of(CostBy by, Cost cost) =>
        by switch
        {
            CostBy.Person => (cost.Person, users.GetValueOrDefault(cost.Person) ?? "nobody in particular"),
            CostBy.Team when Team(cost) is { } team => (team, team),
            CostBy.Team => ("", "no team"),
            CostBy.Task when cost.Task.Length == 0 => ("", "no task"),
            CostBy.Task => (cost.Task, tasks.GetValueOrDefault(cost.Task)?.Title ?? "a task that was deleted"),
            CostBy.Repository => (
                cost.Workspace,
                workspaces.FirstOrDefault(row => row.Id.Text == cost.Workspace)?.Name ?? cost.Workspace
            ),
            _ => (cost.Model, cost.Model),
        };

    /// <summary>That of the agent today: of one that is gone nobody knows it. A review belongs to the agent whose work it is about.</summary>
    private string? Team(Cost cost)
    {
        var agent = tasks.GetValueOrDefault(cost.Task)?.AssignTo ?? cost.Agent;
        if (!_teams.TryGetValue(cost.Workspace, out var teams))
            _teams[cost.Workspace] = teams = Read(cost.Workspace);
        return teams.GetValueOrDefault(agent);
    }

    private IReadOnlyDictionary<string, string> Read(string workspace)
    {
        try
        {
            var home = workspaces.First(row => row.Id.Text == workspace);
            return rosters
                .Read(home.RepositoryPath)
                .Agents.DistinctBy(agent => agent.Name)
                .ToDictionary(agent => agent.Name, agent => agent.TeamName, StringComparer.Ordinal);
        }
        catch (RefusedException)
        {
            // Its files cannot be read now: that is told where they are edited.
            return new Dictionary<string, string>();
        }
    }
}
