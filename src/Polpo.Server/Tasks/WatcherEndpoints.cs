using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Watchers;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Paging;
using Polpo.Server.Workspaces;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Server.Tasks;

/// <summary>What is to happen when a task comes into a status.</summary>
internal static class WatcherEndpoints
{
    public static void MapWatchers(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/watchers").WithTags("Tasks");
        group
            .MapPost("", CreateAsync)
            .Needs(PermissionKeys.SessionsCreate)
            .WithSummary("Has something happen once when a task comes into a status; at once when it is in it.");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("The watchers of a workspace or of one task, newest first.");
        group
            .MapDelete("/{id}", DeleteAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .WithSummary("Takes a watcher away; what it did already stays.");
    }

    private static async Task<Created<WatcherView>> CreateAsync(
        CreateWatcher body,
        Caller caller,
        WatcherCommands watchers,
        CancellationToken cancellationToken
    )
    {
        var target =
            StatusWord.Read<TaskStatus>(body.TargetStatus, one => one.Word(), "targetStatus")
            ?? throw new RefusedException(Refusal.Invalid, "\"targetStatus\" is missing; name a task's status.");
        caller.RequireFor(body.Action);
        var watcher = await watchers.CreateAsync(
            Id<AgentTask>.Parse(body.TaskId),
            target,
            body.Action,
            caller,
            cancellationToken
        );
        return TypedResults.Created($"/api/v1/watchers?task={watcher.Task}", View(watcher));
    }

    private static async Task<Page<WatcherView>> ListAsync(
        string? workspace,
        string? task,
        bool? active,
        [AsParameters] PageQuery page,
        Caller caller,
        WorkspaceChoice choice,
        WatcherCommands watchers,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var rows = await watchers.ListAsync(
            chosen.Id,
            string.IsNullOrEmpty(task) ? null : Id<AgentTask>.Parse(task),
            active,
            page.Cursor<TaskWatcher>(),
            page.Ask,
            caller,
            cancellationToken
        );
        return page.Page(rows, row => row.Id, View);
    }

    private static async Task<NoContent> DeleteAsync(
        string id,
        Caller caller,
        WatcherCommands watchers,
        CancellationToken cancellationToken
    )
    {
        await watchers.DeleteAsync(Id<TaskWatcher>.Parse(id), caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static WatcherView View(TaskWatcher watcher) =>
        new(
            watcher.Id,
            watcher.Workspace,
            watcher.Task,
            watcher.TargetStatus.Word(),
            watcher.Action,
            watcher.Status.Word(),
            watcher.Status == WatcherStatus.Fired,
            watcher.Reference,
            watcher.Error,
            watcher.CreatedAt,
            watcher.Status == WatcherStatus.Fired ? watcher.EndedAt : null
        );
}
