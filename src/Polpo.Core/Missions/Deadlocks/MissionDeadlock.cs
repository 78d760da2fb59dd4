using Polpo.Core.Agents;
using Polpo.Core.Gateway;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Attempts;
using Polpo.Core.Tasks.Deadlocks;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Missions.Deadlocks;

/// <summary>Has a model decide what becomes of a task whose dependency failed, when nothing of the run goes on any more: do without it, try it again, or give up.</summary>
internal sealed class MissionDeadlock(
    IDatabase database,
    IGateway gateway,
    TaskModels models,
    AgentRoster rosters,
    TimeProvider time
)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    /// <returns>Null: look again at once; otherwise when to ask again.</returns>
    public async Task<Next?> ResolveAsync(
        Owned owner,
        MissionScene scene,
        MissionAction.Resolve stuck,
        CancellationToken cancellationToken
    )
    {
        var (task, failed) = await database.ReadAsync(
            async db =>
                (
                    await db.TaskOfAsync(scene.Run.Id, stuck.Title, cancellationToken),
                    await db.TaskOfAsync(scene.Run.Id, stuck.Failed, cancellationToken)
                ),
            cancellationToken
        );
        try
        {
            var roster = rosters.Read(scene.Workspace.RepositoryPath);
            var agent = roster.Find(task.AssignTo) ?? roster.Agents[0];
            var model = await models.ForAsync(task, agent, roster, scene.Workspace.RepositoryPath, cancellationToken);
            var reply = await gateway.AskAsync(DeadlockForm.Ask(task, failed, model), null, cancellationToken);
            await FollowAsync(owner, scene, stuck, DeadlockForm.Read(reply), cancellationToken);
            return null;
        }
        catch (RefusedException refused) when (refused.Refusal != Refusal.Conflict)
        {
            await WaitAsync(owner, scene, stuck, refused.Message, cancellationToken);
            return Next.At(time.GetUtcNow() + AskAgain);
        }
    }

    private Task FollowAsync(
        Owned owner,
        MissionScene scene,
        MissionAction.Resolve stuck,
        Resolution? resolution,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            owner,
            async work =>
            {
                var mission = await work.MissionAsync(scene.Mission.Id, cancellationToken);
                var run = await work.RunAsync(scene.Run.Id, cancellationToken);
                if (mission.Version != scene.Mission.Version || run.Version != scene.Run.Version)
                    return;
                var task = await work.Db.TaskOfAsync(run.Id, stuck.Title, cancellationToken);
                var failed = await work.Db.TaskOfAsync(run.Id, stuck.Failed, cancellationToken);
                await MissionResolution.ApplyAsync(work, run, task, failed, resolution, cancellationToken);
            },
            cancellationToken
        );

    private Task WaitAsync(
        Owned owner,
        MissionScene scene,
        MissionAction.Resolve stuck,
        string reason,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            owner,
            async work =>
                (await work.Db.TaskOfAsync(scene.Run.Id, stuck.Title, cancellationToken)).Reason =
                    $"Waits for \"{stuck.Failed}\", which failed, and no model says what to do: {reason}",
            cancellationToken
        );
}
