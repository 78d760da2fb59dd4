using Polpo.Core.Missions.Rules;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Runs;

/// <summary>How a run leaves: by its own end, by a person's abort or rejection, or by its deadline.</summary>
internal sealed class MissionLeave(MissionEnd end, MissionStop stop)
{
    public Task EndAsync(
        Owned owner,
        MissionScene scene,
        MissionAction.End ended,
        CancellationToken cancellationToken
    ) => end.EndAsync(owner, scene, ended, cancellationToken);

    /// <summary>Nothing of it runs afterwards, and its agents are gone.</summary>
    public async Task CloseAsync(Owned owner, MissionScene scene, CancellationToken cancellationToken)
    {
        var stops = scene.Run.Outcome == MissionStatus.Cancelled || scene.Run.State.Stopping;
        if (!stops || await stop.StopAsync(owner, scene, cancellationToken))
            await end.CloseAsync(owner, scene, cancellationToken);
    }
}
