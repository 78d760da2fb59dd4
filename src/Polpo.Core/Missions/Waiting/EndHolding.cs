using Microsoft.EntityFrameworkCore;
using Polpo.Core.Approvals.Gates;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Waiting;

/// <summary>The gates before a mission counts as completed.</summary>
internal sealed class EndHolding(IDatabase database, MissionGates gates)
{
    /// <returns>True: it waits for a person, or something has changed meanwhile.</returns>
    public async Task<bool> IsHeldAsync(
        Owned owner,
        MissionScene scene,
        MissionAction.End end,
        CancellationToken cancellationToken
    ) =>
        gates.StandAt(scene.Workspace, HookPoint.MissionComplete)
        && await database.WriteAsync(
            owner,
            async work =>
            {
                var mission = await work.MissionAsync(scene.Mission.Id, cancellationToken);
                var run = await work.RunAsync(scene.Run.Id, cancellationToken);
                if (mission.Version != scene.Mission.Version || run.Version != scene.Run.Version)
                    return true;
                if (
                    await LookAsync(work, mission, run, scene.Workspace, end, cancellationToken)
                    is not GateVerdict.Ask ask
                )
                    return false;
                var outcomes = await work
                    .Db.TasksOf(run.Id)
                    .Where(task => task.OutcomesBlob != null)
                    .OrderBy(task => task.Id)
                    .Select(task => task.OutcomesBlob)
                    .ToListAsync(cancellationToken);
                var moment = Moment(run, end) with { Outcomes = outcomes };
                var reason = gates.Ask(work, mission, run, scene.Workspace, moment, ask.Gate);
                work.MoveMission(mission, run, MissionMove.Pause, "system", reason);
                return true;
            },
            cancellationToken
        );

    public Task<GateVerdict> LookAsync(
        Work work,
        Mission mission,
        MissionRun run,
        Workspace workspace,
        MissionAction.End end,
        CancellationToken cancellationToken
    ) =>
        end.Reason is null
            ? gates.LookAsync(work, mission, run.State, workspace, Moment(run, end), cancellationToken)
            : Task.FromResult(GateVerdict.Open);

    private static MissionMoment Moment(MissionRun run, MissionAction.End end) =>
        new(HookPoint.MissionComplete, RunAbout.Complete)
        {
            Score = end.Score,
            Choice =
                $"All tasks of \"{run.Group}\" are done. Approve it, reject it to let it fail, or reject it with what is to change, to edit it before it goes on.",
        };
}
