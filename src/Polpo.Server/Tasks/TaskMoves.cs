using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Deadlines;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;

namespace Polpo.Server.Tasks;

/// <summary>What one can do to a task that there is. Each answers the task as it is then.</summary>
internal static class TaskMoves
{
    public static void MapTaskMoves(this RouteGroupBuilder group)
    {
        group
            .MapPatch("/{id}", ChangeAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("Sets priority and deadline of an unfinished task.");
        group
            .MapPost("/{id}/queue", QueueAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("A draft is to be worked on.");
        group
            .MapPost("/{id}/retry", RetryAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("A failed task gets a new attempt, upon what the last one left.");
        group
            .MapPost("/{id}/kill", KillAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("Stops the task now and fails it; its processes are killed.");
        group
            .MapPost("/{id}/approve", ApproveAsync)
            .Needs(PermissionKeys.ApproveDev, PermissionKeys.ApproveQa)
            .WithSummary("Agrees to what the task waits for.");
        group
            .MapPost("/{id}/reject", RejectAsync)
            .Needs(PermissionKeys.ApproveDev, PermissionKeys.ApproveQa)
            .WithSummary(
                "Refuses what the task waits for: with feedback, the agent's next prompt, it is tried again; without, it fails."
            );
        group
            .MapPost("/{id}/reassess", ReassessAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("Has a done or failed task assessed again; it may change from one to the other.");
        group
            .MapPost("/{id}/merge", MergeAsync)
            .Needs(PermissionKeys.SessionsMerge)
            .WithSummary("Brings a done task's commit into the branch that is checked out in the repository.");
    }

    private static async Task<TaskView> ChangeAsync(
        string id,
        ChangeTask body,
        Caller caller,
        TaskCommands tasks,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        DeadlineRule.RefusePast(body.Deadline, time.GetUtcNow());
        return (await tasks.ChangeAsync(Id<AgentTask>.Parse(id), body.Change(), caller, cancellationToken)).View();
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
