using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Agents;
using Polpo.Core.Identity;
using Polpo.Server.Access;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Agents;

internal static class TeamEndpoints
{
    public static void MapTeams(this RouteGroupBuilder api)
    {
        api.MapGet("/team", DefaultAsync)
            .Needs(PermissionKeys.AgentsView)
            .WithTags("Teams")
            .WithSummary("The default team: the first.");
        var group = api.MapGroup("/teams").WithTags("Teams");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.AgentsView)
            .WithSummary("The teams of a workspace; the first is the default.");
        group.MapPost("", AddAsync).Needs(PermissionKeys.AgentsManage).WithSummary("Adds a team to .polpo/teams.json.");
        group
            .MapPatch("/{name}", RenameAsync)
            .Needs(PermissionKeys.AgentsManage)
            .WithSummary("Renames a team; its agents move with it.");
        group
            .MapDelete("/{name}", RemoveAsync)
            .Needs(PermissionKeys.AgentsManage)
            .WithSummary("Removes an empty team; the last one stays.");
    }

    private static async Task<TeamView> DefaultAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        AgentQueries agents,
        CancellationToken cancellationToken
    ) => agents.Teams(await choice.LookAsync(workspace, caller, cancellationToken))[0].View();

    private static async Task<Page<TeamView>> ListAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        AgentQueries agents,
        CancellationToken cancellationToken
    ) => new([.. agents.Teams(await choice.LookAsync(workspace, caller, cancellationToken)).Select(AgentViews.View)]);

    private static async Task<Created<TeamView>> AddAsync(
        AddTeam body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        TeamCommands teams,
        AgentQueries agents,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var added = await teams.AddAsync(chosen, body.Name, body.Description, caller, cancellationToken);
        return TypedResults.Created(
            $"/api/v1/teams/{Uri.EscapeDataString(added.Name)}",
            agents.Team(chosen, added.Name).View()
        );
    }

    private static async Task<TeamView> RenameAsync(
        string name,
        RenameTeam body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        TeamCommands teams,
        AgentQueries agents,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var renamed = await teams.RenameAsync(chosen, name, body.Name, caller, cancellationToken);
        return agents.Team(chosen, renamed.Name).View();
    }

    private static async Task<NoContent> RemoveAsync(
        string name,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        TeamCommands teams,
        CancellationToken cancellationToken
    )
    {
        await teams.RemoveAsync(
            await choice.ResolveAsync(workspace, caller, cancellationToken),
            name,
            caller,
            cancellationToken
        );
        return TypedResults.NoContent();
    }
}
