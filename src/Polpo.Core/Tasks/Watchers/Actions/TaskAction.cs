using System.Text.Json.Nodes;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Watchers.Actions;

/// <summary><c>{ kind: "task", task: { title, … } }</c>: asks for another task.</summary>
internal sealed class TaskAction(TaskCreation tasks) : IWatcherAction
{
    public const string Place = "action";

    public string Kind => "task";

    public Task CheckAsync(JsonObject action, Workspace workspace, CancellationToken cancellationToken)
    {
        tasks.Check(TaskOrder.Read(action, Place).Spec(workspace.Id, null), workspace);
        return Task.CompletedTask;
    }

    public async Task<WatcherDeed> ActAsync(Work work, WatcherOrder order, CancellationToken cancellationToken)
    {
        var spec = TaskOrder.Read(order.Action, Place).Spec(order.Workspace.Id, null);
        return new((await tasks.CreateAsync(work, order.Workspace, spec, order.Caller, cancellationToken)).Id);
    }
}
