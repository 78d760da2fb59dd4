using Polpo.Core.Agents;
using Polpo.Core.Missions.Deadlines;
using Polpo.Core.Missions.Deadlocks;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Tasks;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Runs;

/// <summary>What the state of a run calls for.</summary>
internal sealed class MissionTurn(
    AgentRoster rosters,
    MissionStart start,
    MissionStep step,
    MissionLeave leave,
    MissionDeadline deadlines,
    MissionDeadlock deadlocks,
    TaskOptions options,
    TimeProvider time
)
{
    /// <summary>Tasks under way where nobody set a limit.</summary>
    private const int ManyAtOnce = 64;

    /// <returns>Null: look again at once; otherwise when to look again.</returns>
    public async Task<Next?> TakeAsync(Owned subject, MissionScene scene, CancellationToken cancellationToken)
    {
        var (run, outcome) = (scene.Run, scene.Run.Outcome);
        if (run.Closed)
            return Next.WhenWoken;
        if (!outcome.Runs())
        {
            await leave.CloseAsync(subject, scene, cancellationToken);
            return null;
        }
        var settings = rosters.Read(scene.Workspace.RepositoryPath).Settings;
        if (MissionDeadline.Brought(scene, settings, time.GetUtcNow()) is { } move)
        {
            await deadlines.SayAsync(subject, scene, settings, move, cancellationToken);
            return null;
        }
        if (outcome == MissionStatus.Active)
            return await GoOnAsync(subject, scene, settings, cancellationToken);
        return At(MissionDeadline.Due(scene, settings));
    }

    private async Task<Next?> GoOnAsync(
        Owned subject,
        MissionScene scene,
        RosterSettings settings,
        CancellationToken cancellationToken
    )
    {
        if (MissionStart.IsNeeded(scene.Run))
        {
            await start.PrepareAsync(subject, scene.Run, scene.Workspace, scene.Document, cancellationToken);
            return null;
        }
        var threshold = scene.Document.QualityThreshold ?? settings.DefaultQualityThreshold;
        var limits = new MissionLimits(
            scene.Document.MaxConcurrency ?? settings.MaxConcurrency ?? ManyAtOnce,
            threshold,
            settings.MaxResolutionAttempts ?? options.MaxResolutionAttempts
        );
        switch (MissionDecision.For(scene.Document, scene.Run.State, scene.Now, time.GetUtcNow(), limits))
        {
            case [MissionAction.End ended]:
                await leave.EndAsync(subject, scene, ended, cancellationToken);
                return null;
            case [MissionAction.Resolve stuck]:
                return await deadlocks.ResolveAsync(subject, scene, stuck, cancellationToken);
            case { Count: > 0 } actions:
                var taken = await step.TakeAsync(subject, scene, actions, threshold, cancellationToken);
                // Where all that may start has started, the next word comes from a task: nothing is to be seen until then.
                return taken && actions.All(action => action is MissionAction.Start) ? Due(scene, settings) : null;
            default:
                return Due(scene, settings);
        }
    }

    private static Next Due(MissionScene scene, RosterSettings settings)
    {
        DateTimeOffset?[] due = [MissionDecision.Due(scene.Run.State), MissionDeadline.Due(scene, settings)];
        return At(due.Min());
    }

    private static Next At(DateTimeOffset? due) => due is { } at ? Next.At(at) : Next.WhenWoken;
}
