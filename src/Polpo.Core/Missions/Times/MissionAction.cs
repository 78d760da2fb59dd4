using System.Text.Json.Nodes;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Tasks.Watchers.Actions;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Times;

/// <summary><c>{ kind: "mission", mission: NAME|ID }</c>: a watcher begins a run of the mission.</summary>
internal sealed class MissionAction(IDatabase database, MissionDesk desk, MissionExecution execution) : IWatcherAction
{
    private const string Place = "action";

    public string Kind => MissionInvocation.Kind;

    public async Task CheckAsync(JsonObject action, Workspace workspace, CancellationToken cancellationToken)
    {
        var named = MissionInvocation.Read(action, Place);
        var mission = await database.ReadAsync(
            db => MissionInvocation.GetAsync(db, workspace.Id, named, cancellationToken),
            cancellationToken
        );
        desk.Stored(workspace, mission);
    }

    public async Task<WatcherDeed> ActAsync(Work work, WatcherOrder order, CancellationToken cancellationToken)
    {
        var named = MissionInvocation.Read(order.Action, Place);
        var mission = await MissionInvocation.GetAsync(work.Db, order.Workspace.Id, named, cancellationToken);
        var document = desk.Stored(order.Workspace, mission);
        await execution.BeginAsync(work, mission, document, order.Workspace, order.Caller, null, cancellationToken);
        return new WatcherDeed(mission.Run!.Value); // begun
    }
}
