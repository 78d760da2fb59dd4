using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Tasks;

/// <summary>What one can do to a task that there is. Each answers the task as it is then.</summary>
internal static class TaskMoves
{
    public static void MapTaskMoves(this RouteGroupBuilder group)
    {
        group.MapPost("/{id}/queue", QueueAsync).WithSummary("A draft is to be worked on.");
        group
            .MapPost("/{id}/retry", RetryAsync)
            .WithSummary("A failed task gets a new attempt, upon what the last one left.");
        group
            .MapPost("/{id}/kill", KillAsync)
            .WithSummary("Stops the task now and fails it; its processes are killed.");
        group
            .MapPost("/{id}/approve", ApproveAsync)
            .WithSummary("Agrees to a result with side effects; its review follows.");
        group
            .MapPost("/{id}/reject", RejectAsync)
            .WithSummary("Sends a result back; the feedback is the agent's next prompt.");
        group
            .MapPost("/{id}/reassess", ReassessAsync)
            .WithSummary("Has a done or failed task assessed again; it may change from one to the other.");
        group
            .MapPost("/{id}/merge", MergeAsync)
            .WithSummary("Brings a done task's commit into the branch that is checked out in the repository.");
    }

    private static async Task<TaskView> QueueAsync(
        string id,
        Caller caller,
        TaskCommands tasks,
        CancellationToken cancellationToken
    ) => (await tasks.QueueAsync(Id<AgentTask>.Parse(id), caller, cancellationToken)).View();

    private static async Task<TaskView> RetryAsync(
        string id,
        Caller caller,
        TaskCommands tasks,
        CancellationToken cancellationToken
    ) => (await tasks.RetryAsync(Id<AgentTask>.Parse(id), caller, cancellationToken)).View();

    private static async Task<TaskView> KillAsync(
        string id,
        Caller caller,
        TaskCommands tasks,
        CancellationToken cancellationToken
    ) => (await tasks.KillAsync(Id<AgentTask>.Parse(id), caller, cancellationToken)).View();

    private static async Task<TaskView> ApproveAsync(
        string id,
        Caller caller,
        TaskCommands tasks,
        CancellationToken cancellationToken
    ) => (await tasks.ApproveAsync(Id<AgentTask>.Parse(id), caller, cancellationToken)).View();

    private static async Task<TaskView> RejectAsync(
        string id,
        Reject? body,
        Caller caller,
        TaskCommands tasks,
        CancellationToken cancellationToken
    ) => (await tasks.RejectAsync(Id<AgentTask>.Parse(id), body?.Feedback, caller, cancellationToken)).View();

    private static async Task<TaskView> ReassessAsync(
        string id,
        Caller caller,
        TaskCommands tasks,
        CancellationToken cancellationToken
    ) => (await tasks.ReassessAsync(Id<AgentTask>.Parse(id), caller, cancellationToken)).View();

    private static async Task<MergeResult> MergeAsync(
        string id,
        Caller caller,
        TaskCommands tasks,
        CancellationToken cancellationToken
    )
    {
        var merged = await tasks.MergeAsync(Id<AgentTask>.Parse(id), caller, cancellationToken);
        return new MergeResult(merged.Branch, merged.Commit, merged.FastForwarded);
    }
}
