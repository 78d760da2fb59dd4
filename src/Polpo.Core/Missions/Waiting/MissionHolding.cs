using Polpo.Core.Approvals.Gates;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Waiting;

/// <summary>Moves a hold as was decided. A checkpoint asks a person; a quality gate that is about to pass has to pass the gates of the settings too.</summary>
internal sealed class MissionHolding(MissionGates gates, TimeProvider time)
{
    public async Task SetAsync(
        Work work,
        Mission mission,
        MissionRun run,
        Workspace workspace,
        MissionAction.Hold hold,
        CancellationToken cancellationToken
    )
    {
        var then = hold.Then;
        if (hold is { What: Checkpoint checkpoint, Move: HoldMove.Reach })
            work.AskAt(mission, run, checkpoint, Id<Approval>.New(time));
        else if (hold is { What: QualityGate gate, Move: HoldMove.Open })
            then = await PassAsync(work, mission, run, workspace, gate, then, cancellationToken);
        run.State = run.State.WithHold(hold.What.Key, then);
        work.AppendHold(mission, run.Group, hold.What, then);
    }

    /// <returns>What becomes of the quality gate.</returns>
    private async Task<HoldState> PassAsync(
        Work work,
        Mission mission,
        MissionRun run,
        Workspace workspace,
        QualityGate gate,
        HoldState open,
        CancellationToken cancellationToken
    )
    {
        var moment = new MissionMoment(HookPoint.QualityGate, gate.Key)
        {
            Gate = gate.Name,
            Score = open.Score,
            Choice =
                $"Quality gate \"{gate.Name}\" of \"{run.Group}\" is about to open. Approve it, reject it to keep the gate shut, or reject it with what is to change in what comes next.",
        };
        switch (await gates.LookAsync(work, mission, run.State, workspace, moment, cancellationToken))
        {
            case GateVerdict.Blocked blocked:
                return open with { Status = HoldStatus.Shut, Reason = blocked.Reason, Refused = true };
            case GateVerdict.Ask ask:
                var reason = gates.Ask(work, mission, run, workspace, moment, ask.Gate);
                return open with { Status = HoldStatus.Reached, Reason = reason };
            default:
                return open;
        }
    }
}
