using System.Text.Json.Nodes;
using Polpo.Core.Agents;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Waiting;

/// <summary>A step of a run that gates may hold.</summary>
/// <param name="About">What the run's state calls it.</param>
internal sealed record MissionMoment(HookPoint Point, string About)
{
    /// <summary>What the mission, or the quality gate, came to, where that is known.</summary>
    public decimal? Score { get; init; }

    /// <summary>The quality gate that is about to pass.</summary>
    public string? Gate { get; init; }

    /// <summary>What its tasks have registered, by the hashes.</summary>
    public IReadOnlyList<string?> Outcomes { get; init; } = [];

    /// <summary>What a decision does, as a sentence.</summary>
    public required string Choice { get; init; }
}

/// <summary>Asks the gates of the workspace before a step of a run, inside the transaction of that step.</summary>
internal sealed class MissionGates(GateLine line, AgentRoster rosters, TimeProvider time)
{
    public bool StandAt(Workspace workspace, HookPoint point) =>
        line.StandsAt(rosters.Read(workspace.RepositoryPath).Settings, point);

    public async Task<GateVerdict> LookAsync(
        Work work,
        Mission mission,
        RunState state,
        Workspace workspace,
        MissionMoment moment,
        CancellationToken cancellationToken
    ) => await line.AskAsync(work, Question(mission, state, workspace, moment), cancellationToken);

    /// <summary>Has the run wait for a person's word.</summary>
    /// <returns>Why it waits, as a sentence.</returns>
    public string Ask(
        Work work,
        Mission mission,
        MissionRun run,
        Workspace workspace,
        MissionMoment moment,
        ApprovalGate gate
    )
    {
        var reason = $"Waits at the gate \"{gate.Name}\" ({moment.Point.Word()}).";
        var question = Question(mission, run.State, workspace, moment);
        if (gate.IncludeOutcomes)
            ShownOutcomes.Name(question.Data, moment.Outcomes);
        work.Ask(run, question, gate, moment.About, $"{reason} {moment.Choice}", Id<Approval>.New(time));
        return reason;
    }

    private GateQuestion Question(Mission mission, RunState state, Workspace workspace, MissionMoment moment) =>
        new(moment.Point, new Wake(MissionWork.Kind, mission.Id), Data(mission, moment))
        {
            Workspace = mission.Workspace,
            Settings = rosters.Read(workspace.RepositoryPath).Settings,
            Title = mission.Name,
            Requester = mission.Requester,
            RequesterName = mission.RequesterName,
            Passed = state.PassedAt(moment.About),
        };

    private static JsonObject Data(Mission mission, MissionMoment moment)
    {
        var data = new JsonObject
        {
            ["hook"] = moment.Point.Word(),
            ["mission"] = new JsonObject
            {
                ["id"] = mission.Id.Text,
                ["name"] = mission.Name,
                ["status"] = mission.Status.Word(),
                ["executionCount"] = mission.ExecutionCount,
                ["requester"] = mission.RequesterName,
                ["score"] = moment.Gate is null ? moment.Score : null,
            },
        };
        if (moment.Gate is { } gate)
            (data["gate"], data["score"]) = (gate, moment.Score);
        return data;
    }
}
