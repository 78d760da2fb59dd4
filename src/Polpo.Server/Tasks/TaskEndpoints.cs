using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Deadlines;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Errors;
using Polpo.Server.Paging;
using Polpo.Server.Workspaces;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Server.Tasks;

internal static class TaskEndpoints
{
    public static void MapTasks(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/tasks").WithTags("Tasks");
        group
            .MapPost("", CreateAsync)
            .Needs(PermissionKeys.SessionsCreate)
            .TakesDocuments()
            .WithSummary("Asks for something to be done.");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("The tasks of a workspace, newest first; results are left out.");
        group
            .MapGet("/{id}", GetAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("One task with its latest result.");
        group
            .MapDelete("/{id}", DeleteAsync)
            .Needs(PermissionKeys.SessionsDelete)
            .WithSummary("Forgets a draft or finished task; its facts, branch and receipt stay.");
        group.MapTaskMoves();
        group.MapTaskResults();
    }

    private static async Task<Created<TaskView>> CreateAsync(
        CreateTask body,
        Caller caller,
        WorkspaceChoice choice,
        TaskCommands tasks,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        DeadlineRule.RefusePast(body.Deadline, time.GetUtcNow());
        var workspace = await choice.ResolveAsync(body.Workspace, caller, cancellationToken);
        if (body.Merge is true)
            caller.Require(PermissionKeys.SessionsMerge);
        var task = await tasks.CreateAsync(body.Spec(workspace.Id), caller, cancellationToken);
        return TypedResults.Created($"/api/v1/tasks/{task.Id}", task.View());
    }

    private static async Task<Page<TaskView>> ListAsync(
        string? workspace,
        string? status,
        [AsParameters] PageQuery page,
        Caller caller,
        WorkspaceChoice choice,
        TaskQueries tasks,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var rows = await tasks.ListAsync(
            chosen.Id,
            StatusWord.Read<TaskStatus>(status, one => one.Word()),
            page.Cursor<AgentTask>(),
            page.Ask,
            caller,
            cancellationToken
        );
        return page.Page(rows, row => row.Id, TaskViews.View);
    }

    private static async Task<TaskView> GetAsync(
        string id,
        Caller caller,
        TaskQueries tasks,
        CancellationToken cancellationToken
    )
    {
        var task = await tasks.GetAsync(Id<AgentTask>.Parse(id), caller, cancellationToken);
        var (assessment, outcomes) = await tasks.ResultAsync(task, cancellationToken);
        return task.View(assessment, outcomes);
    }

    private static async Task<NoContent> DeleteAsync(
        string id,
        Caller caller,
        TaskCommands tasks,
        CancellationToken cancellationToken
    )
    {
        await tasks.DeleteAsync(Id<AgentTask>.Parse(id), caller, cancellationToken);
        return TypedResults.NoContent();
    }
}
