using System.Text.Json.Nodes;
using Polpo.Core.Agents;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Runs;

/// <summary>The agents that a run brings along: real ones, marked, for as long as it lasts.</summary>
internal sealed class MissionStaff(AgentRoster rosters, AgentCommands agents)
{
    /// <summary>Adds those that are not there. Harmless to do again.</summary>
    /// <returns>The names of those that go again.</returns>
    public async Task<IReadOnlyList<string>> BringAsync(
        MissionRun run,
        Workspace workspace,
        MissionDocument document,
        CancellationToken cancellationToken
    )
    {
        var caller = new Caller(run.Requester, run.RequesterName);
        var brought = new List<string>();
        foreach (var agent in ManagersFirst(document.Team))
        {
            var known = rosters.Read(workspace.RepositoryPath).Find(agent.Name);
            if (known is { Volatile: false })
                continue;
            brought.Add(agent.Name);
            if (known is not null)
                continue;
            var marked = agent.Source.DeepClone().AsObject();
            (marked["volatile"], marked["missionGroup"]) = (true, run.Group);
            await agents.AddAsync(workspace, marked, null, caller, cancellationToken);
        }
        return brought;
    }

    /// <summary>Removes them; one whom somebody reports to by now stays. Harmless to do again.</summary>
    public async Task LetGoAsync(MissionRun run, Workspace workspace, CancellationToken cancellationToken)
    {
        var roster = rosters.Read(workspace.RepositoryPath);
        if (roster.Settings.VolatileCleanup == VolatileCleanup.Manual)
            return;
        var caller = new Caller(run.Requester, run.RequesterName);
        // Managers last: nobody is removed whom another reports to.
        foreach (var name in (run.State.Brought ?? []).Reverse())
        {
            if (rosters.Read(workspace.RepositoryPath).Find(name) is not { Volatile: true })
                continue;
            try
            {
                await agents.RemoveAsync(workspace, name, caller, cancellationToken);
            }
            catch (RefusedException refused) when (refused.Refusal is Refusal.Conflict or Refusal.NotFound)
            {
                // Someone has made use of it, or removed it.
            }
        }
    }

    private static List<MissionAgent> ManagersFirst(IReadOnlyList<MissionAgent> team)
    {
        var (ordered, left) = (new List<MissionAgent>(), team.ToList());
        while (left.Find(agent => left.TrueForAll(other => other.Name != agent.ReportsTo)) is { } next)
        {
            ordered.Add(next);
            left.Remove(next);
        }
        return ordered;
    }
}
