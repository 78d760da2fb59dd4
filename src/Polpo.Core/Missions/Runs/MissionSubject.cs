using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Waiting;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Runs;

/// <summary>The driver of runs: reads the rows, does what is decided upon them, and goes on until it has to wait.</summary>
internal sealed partial class MissionSubject(
    IDatabase database,
    StoredMissions stored,
    MissionTurn turn,
    ILogger<MissionSubject> logger
) : ISubjectHandler
{
    private const int Tries = 5;

    public string Kind => MissionWork.Kind;

    public int MaxConcurrency => 32;

    public Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<MissionRun>.Parse(subject.Id);
        return Steps.TakeAsync(
            () =>
                database.ReadAsync(db => MissionScene.ReadAsync(db, id, stored, cancellationToken), cancellationToken),
            scene => turn.TakeAsync(subject, scene, cancellationToken),
            (scene, wrong) => FailAsync(subject, scene, wrong, cancellationToken),
            Tries
        );
    }

    /// <summary>What the driver cannot do is told in words, and fails the run: nobody waits for ever.</summary>
    private async Task FailAsync(
        Owned subject,
        MissionScene scene,
        Exception wrong,
        CancellationToken cancellationToken
    )
    {
        if (wrong is not RefusedException)
            LogBroken(logger, wrong, scene.Run.Id);
        var reason = Steps.Reason(wrong, scene.Run.Id);
        await database.WriteAsync(
            subject,
            async work =>
            {
                var mission = await work.MissionAsync(scene.Mission.Id, cancellationToken);
                var run = await work.RunAsync(scene.Run.Id, cancellationToken);
                if (run.Outcome != MissionStatus.Active)
                {
                    run.Reason = reason;
                    return;
                }
                await work.AskNoMoreAsync(mission, run, cancellationToken);
                run.EndedAt = work.Now;
                run.Cost = await MissionEnd.CostAsync(work.Db, run.Id, cancellationToken);
                var move = mission.AwaitsNext(run) ? MissionMove.AwaitNext : MissionMove.Fail;
                work.MoveMission(mission, run, move, "system", reason);
                work.Wake(MissionWork.WakeOf(run)); // this run of the driver is over: another gives back what the mission held
                run.Outcome = MissionStatus.Failed;
                MissionEnd.Say(work, mission, run);
                await work.HoldTasksAsync(run.Id, true, cancellationToken);
            },
            cancellationToken
        );
        // What a run that is over could not give back is tried again, later after each failure.
        if (!scene.Run.Outcome.Runs())
            ExceptionDispatchInfo.Throw(wrong);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Mission run {Run} broke")]
    private static partial void LogBroken(ILogger logger, Exception wrong, string run);
}
