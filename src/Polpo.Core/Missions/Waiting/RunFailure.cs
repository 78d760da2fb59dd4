using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Waiting;

/// <summary>Ends a run as failed before its tasks have ended.</summary>
internal static class RunFailure
{
    /// <summary>Its unfinished tasks fail with the same reason, their processes are killed: the driver sees to it.</summary>
    public static async Task FailRunAsync(
        this Work work,
        Mission mission,
        MissionRun run,
        string actor,
        string reason,
        CancellationToken cancellationToken
    )
    {
        run.EndedAt = work.Now;
        run.Cost = await MissionEnd.CostAsync(work.Db, run.Id, cancellationToken);
        await work.AskNoMoreAsync(mission, run, cancellationToken);
        run.State = run.State with { Stopping = true };
        var move = mission.AwaitsNext(run) ? MissionMove.AwaitNext : MissionMove.Fail;
        work.MoveMission(mission, run, move, actor, reason);
        run.Outcome = MissionStatus.Failed;
        MissionEnd.Say(work, mission, run);
        await work.HoldTasksAsync(run.Id, true, cancellationToken);
    }
}
