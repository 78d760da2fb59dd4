using System.Text.Json.Nodes;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Runs;

/// <summary>Asks the gates of the workspace before a step of a mission, inside the transaction of that step.</summary>
internal sealed class MissionGates(GateLine line, AgentRoster rosters)
{
    /// <param name="score">What the mission came to, where that is known.</param>
    /// <returns>Why the step may not be taken; null: all gates are open.</returns>
    public async Task<string?> BlockAsync(
        Work work,
        Mission mission,
        Workspace workspace,
        HookPoint point,
        decimal? score,
        CancellationToken cancellationToken
    )
    {
        var question = new GateQuestion(point, new Wake(MissionWork.Kind, mission.Id), Data(mission, point, score))
        {
            Workspace = mission.Workspace,
            Settings = rosters.Read(workspace.RepositoryPath).Settings,
            Title = mission.Name,
            Requester = mission.Requester,
            RequesterName = mission.RequesterName,
        };
        return await line.AskAsync(work, question, cancellationToken) switch
        {
            GateVerdict.Blocked blocked => blocked.Reason,
            // The settings cannot say so; a gate that did would otherwise hold nothing.
            GateVerdict.Ask ask => $"The gate \"{ask.Gate.Name}\" asks a person, for which a mission cannot wait here.",
            _ => null,
        };
    }

    private static JsonObject Data(Mission mission, HookPoint point, decimal? score) =>
        new()
        {
            ["hook"] = point.Word(),
            ["mission"] = new JsonObject
            {
                ["id"] = mission.Id.Text,
                ["name"] = mission.Name,
                ["status"] = mission.Status.Word(),
                ["executionCount"] = mission.ExecutionCount,
                ["requester"] = mission.RequesterName,
                ["score"] = score,
            },
        };
}
