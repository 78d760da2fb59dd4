using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Budgets;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Budgets;

internal static class BudgetEndpoints
{
    public static void MapBudgets(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/budgets").WithTags("Budgets");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.WorkspacesView)
            .WithSummary(
                "How the budgets of a workspace stand; with a task that task's; that of all workspaces for who may see the settings."
            );
        group
            .MapPut("/workspace", SetWorkspaceAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("Gives a workspace exactly this budget for each month (UTC).");
        group
            .MapDelete("/workspace", ClearWorkspaceAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("Takes a workspace's budget away.");
        group
            .MapPut("/tasks/{id}", SetTaskAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("Gives a task exactly this budget for its whole life. It always blocks.");
        group
            .MapDelete("/tasks/{id}", ClearTaskAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("Takes a task's own budget away.");
        group
            .MapPut("/global", SetGlobalAsync)
            .Needs(PermissionKeys.SettingsManage)
            .WithSummary("Gives all workspaces together exactly this budget for each month (UTC).");
        group
            .MapDelete("/global", ClearGlobalAsync)
            .Needs(PermissionKeys.SettingsManage)
            .WithSummary("Takes the budget of all workspaces away.");
    }

    private static async Task<Page<BudgetView>> ListAsync(
        string? workspace,
        string? task,
        string? month,
        Caller caller,
        WorkspaceChoice choice,
        TaskQueries tasks,
        BudgetQueries budgets,
        CancellationToken cancellationToken
    )
    {
        var home = task is null
            ? (await choice.ResolveAsync(workspace, caller, cancellationToken)).Id
            : (await tasks.GetAsync(Id<AgentTask>.Parse(task), caller, cancellationToken)).Workspace;
        var states = await budgets.ReadAsync(home, task, month, caller, cancellationToken);
        return new Page<BudgetView>([.. states.Select(BudgetViews.View)]);
    }

    private static async Task<BudgetView> SetWorkspaceAsync(
        SetBudget body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        BudgetCommands commands,
        BudgetQueries budgets,
        CancellationToken cancellationToken
    )
    {
        var home = (await choice.ResolveAsync(workspace, caller, cancellationToken)).Id;
        await commands.SetWorkspaceAsync(home, body.Limits(), caller, cancellationToken);
        return await ViewAsync(budgets, home, null, BudgetTier.Workspace, caller, cancellationToken);
    }

    private static async Task<NoContent> ClearWorkspaceAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        BudgetCommands commands,
        CancellationToken cancellationToken
    )
    {
        var home = (await choice.ResolveAsync(workspace, caller, cancellationToken)).Id;
        await commands.SetWorkspaceAsync(home, null, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<BudgetView> SetTaskAsync(
        string id,
        SetBudget body,
        Caller caller,
        TaskQueries tasks,
        BudgetCommands commands,
        BudgetQueries budgets,
        CancellationToken cancellationToken
    )
    {
        var task = await tasks.GetAsync(Id<AgentTask>.Parse(id), caller, cancellationToken);
        await commands.SetTaskAsync(task.Workspace, task.Id, body.Limits(), caller, cancellationToken);
        return await ViewAsync(budgets, task.Workspace, task.Id, BudgetTier.Task, caller, cancellationToken);
    }

    private static async Task<NoContent> ClearTaskAsync(
        string id,
        Caller caller,
        TaskQueries tasks,
        BudgetCommands commands,
        CancellationToken cancellationToken
    )
    {
        var task = await tasks.GetAsync(Id<AgentTask>.Parse(id), caller, cancellationToken);
        await commands.SetTaskAsync(task.Workspace, task.Id, null, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<SetBudget> SetGlobalAsync(
        SetBudget body,
        Caller caller,
        BudgetCommands commands,
        CancellationToken cancellationToken
    )
    {
        await commands.SetGlobalAsync(body.Limits(), caller, cancellationToken);
        return body;
    }

    private static async Task<NoContent> ClearGlobalAsync(
        Caller caller,
        BudgetCommands commands,
        CancellationToken cancellationToken
    )
    {
        await commands.SetGlobalAsync(null, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<BudgetView> ViewAsync(
        BudgetQueries budgets,
        Id<Workspace> workspace,
        string? task,
        BudgetTier tier,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        (await budgets.ReadAsync(workspace, task, null, caller, cancellationToken))
            .First(state => state.Tier == tier)
            .View();
}
