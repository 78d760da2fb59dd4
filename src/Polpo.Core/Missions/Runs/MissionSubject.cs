using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Polpo.Core.Agents;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Runs;

/// <summary>The driver of runs: reads the rows, does what is decided upon them, and goes on until it has to wait.</summary>
internal sealed partial class MissionSubject(
    IDatabase database,
    AgentRoster rosters,
    StoredMissions stored,
    MissionStart start,
    MissionStep step,
    MissionLeave leave,
    TimeProvider time,
    ILogger<MissionSubject> logger
) : ISubjectHandler
{
    /// <summary>Tasks under way where nobody set a limit.</summary>
    private const int ManyAtOnce = 64;
    private const int Tries = 5;

    public string Kind => MissionWork.Kind;

    public int MaxConcurrency => 32;

    public async Task<Next> RunAsync(Owned subject, CancellationToken cancellationToken)
    {
        var id = Id<MissionRun>.Parse(subject.Id);
        var conflicts = 0;
        while (await SceneAsync(id, cancellationToken) is { } scene)
        {
            try
            {
                if (await StepAsync(subject, scene, cancellationToken) is { } waiting)
                    return waiting;
            }
            catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict && ++conflicts < Tries)
            {
                // A person changed something meanwhile: look again.
            }
            catch (Exception wrong)
                when (wrong
                        is not (
                            OperationCanceledException
                            or OwnershipLostException
                            or DbException
                            or DbUpdateException
                        )
                )
            {
                await FailAsync(subject, scene, wrong, cancellationToken);
                return Next.WhenWoken;
            }
        }
        return Next.WhenWoken;
    }

    private Task<MissionScene?> SceneAsync(Id<MissionRun> id, CancellationToken cancellationToken) =>
        database.ReadAsync(db => MissionScene.ReadAsync(db, id, stored, cancellationToken), cancellationToken);

    /// <returns>Null: look again at once.</returns>
    private async Task<Next?> StepAsync(Owned subject, MissionScene scene, CancellationToken cancellationToken)
    {
        var (run, outcome) = (scene.Run, scene.Run.Outcome);
        if (outcome == MissionStatus.Paused || run.Closed)
            return Next.WhenWoken;
        if (outcome == MissionStatus.Active)
            return await GoOnAsync(subject, scene, cancellationToken);
        await leave.CloseAsync(subject, scene, cancellationToken);
        return null;
    }

    private async Task<Next?> GoOnAsync(Owned subject, MissionScene scene, CancellationToken cancellationToken)
    {
        if (MissionStart.IsNeeded(scene.Run))
        {
            await start.PrepareAsync(subject, scene.Run, scene.Workspace, scene.Document, cancellationToken);
            return null;
        }
        var settings = rosters.Read(scene.Workspace.RepositoryPath).Settings;
        var threshold = scene.Document.QualityThreshold ?? settings.DefaultQualityThreshold;
        var limits = new MissionLimits(
            scene.Document.MaxConcurrency ?? settings.MaxConcurrency ?? ManyAtOnce,
            threshold
        );
        var actions = MissionDecision.For(scene.Document, scene.Run.State, scene.Now, time.GetUtcNow(), limits);
        if (actions is [MissionAction.End ended])
        {
            await leave.EndAsync(subject, scene, ended, cancellationToken);
            return null;
        }
        if (actions.Count > 0)
        {
            await step.TakeAsync(subject, scene, actions, threshold, cancellationToken);
            return null;
        }
        return MissionDecision.Due(scene.Document, scene.Run.State) is { } due ? Next.At(due) : Next.WhenWoken;
    }

    /// <summary>What the driver cannot do is told in words, and fails the run: nobody waits for ever.</summary>
    private Task FailAsync(Owned subject, MissionScene scene, Exception wrong, CancellationToken cancellationToken)
    {
        if (wrong is not RefusedException)
            LogBroken(logger, wrong, scene.Run.Id);
        var reason =
            wrong is RefusedException
                ? wrong.Message
                : $"Something in Polpo broke: {wrong.Message} The server's log has the details ({scene.Run.Id}).";
        return database.WriteAsync(
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
                run.EndedAt = work.Now;
                run.Cost = await MissionEnd.CostAsync(work.Db, run.Id, cancellationToken);
                var move = mission.AwaitsNext(run) ? MissionMove.AwaitNext : MissionMove.Fail;
                work.MoveMission(mission, run, move, "system", reason);
                run.Outcome = MissionStatus.Failed;
                MissionEnd.Say(work, mission, run);
                await work.HoldTasksAsync(run.Id, true, cancellationToken);
            },
            cancellationToken
        );
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Mission run {Run} broke")]
    private static partial void LogBroken(ILogger logger, Exception wrong, string run);
}
