using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules.Surfaces;

/// <summary><c>{ kind: "agent", prompt }</c>: says something to an agent. Each run is a task without checks of its own.</summary>
internal sealed class AgentSurface(TaskCreation tasks, TaskSurface runs) : IScheduleSurface
{
    public string Kind => "agent";

    public Task CheckAsync(
        JsonObject invocation,
        Workspace workspace,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        tasks.Check(AgentOrder.Read(invocation).Spec(workspace.Id, null), workspace);
        return Task.CompletedTask;
    }

    public Task<string> StartAsync(Work work, ScheduledStart start, CancellationToken cancellationToken) =>
        runs.StartAsync(
            work,
            start,
            AgentOrder.Read(start.Invocation).Spec(start.Workspace.Id, start.Run.Label),
            cancellationToken
        );

    public Task<RunEnd?> EndAsync(PolpoDb db, string reference, CancellationToken cancellationToken) =>
        runs.EndAsync(db, reference, cancellationToken);

    /// <summary>Each run is a task of its own, so none stands differently.</summary>
    public Task FollowAsync(Work work, Schedule schedule, string actor, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
