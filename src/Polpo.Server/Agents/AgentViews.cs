using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Core.Agents;

namespace Polpo.Server.Agents;

internal static class AgentViews
{
    public static AgentView View(this AgentProfile profile)
    {
        var agent = profile.Config;
        return new AgentView(
            agent.Name,
            agent.Role,
            agent.Identity?.DisplayName,
            agent.Identity?.Title,
            agent.Model,
            agent.ReportsTo,
            agent.TeamName,
            profile.Tools,
            profile.Extra,
            // An agent that no file names has no entry; its name is all there is to say.
            agent.Source?.DeepClone().AsObject()
                ?? new JsonObject { ["name"] = agent.Name },
            profile.Network
        );
    }

    public static TeamView View(this TeamMembers members) =>
        new(members.Team.Name, members.Team.Description, members.Agents);
}
