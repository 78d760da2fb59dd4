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

internal static class AgentEndpoints
{
    public static void MapAgents(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/agents").WithTags("Agents");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.AgentsView)
            .WithSummary("The agents of a workspace, in the order of its files.");
        group
            .MapGet("/{name}", GetAsync)
            .Needs(PermissionKeys.AgentsView)
            .WithSummary("One agent, with the tools that it is granted.");
        group
            .MapPost("", AddAsync)
            .Needs(PermissionKeys.AgentsManage)
            .WithSummary("Adds an agent to .polpo/agents.json; the next task can use it.");
        api.MapGet("/configuration/warnings", WarningsAsync)
            .Needs(PermissionKeys.AgentsView)
            .WithTags("Agents")
            .WithSummary(
                "Fields in the files of .polpo that have no effect, with the spelling that was probably meant."
            );
        group
            .MapPut("/{name}", ReplaceAsync)
            .Needs(PermissionKeys.AgentsManage)
            .WithSummary("Another description for an agent; who reports to it goes on doing so.");
        api.MapSettings();
        group
            .MapDelete("/{name}", RemoveAsync)
            .Needs(PermissionKeys.AgentsManage)
            .WithSummary("Removes an agent to which nobody reports.");
    }

    private static async Task<Page<AgentView>> ListAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        AgentQueries agents,
        CancellationToken cancellationToken
    ) => new([.. agents.List(await choice.LookAsync(workspace, caller, cancellationToken)).Select(AgentViews.View)]);

    private static async Task<Page<FieldWarningView>> WarningsAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        AgentQueries agents,
        CancellationToken cancellationToken
    ) =>
        new([
            .. agents
                .Warnings(await choice.LookAsync(workspace, caller, cancellationToken))
                .Select(one => new FieldWarningView(one.File, one.Line, one.Field, one.Meant, one.Message)),
        ]);

    private static async Task<AgentView> GetAsync(
        string name,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        AgentQueries agents,
        CancellationToken cancellationToken
    ) => agents.Get(await choice.LookAsync(workspace, caller, cancellationToken), name).View();

    private static async Task<Created<AgentView>> AddAsync(
        AgentEntry body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        AgentCommands commands,
        AgentQueries agents,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var added = await commands.AddAsync(chosen, body.Agent, body.TeamName, caller, cancellationToken);
        return TypedResults.Created(
            $"/api/v1/agents/{Uri.EscapeDataString(added.Name)}",
            agents.Get(chosen, added.Name).View()
        );
    }

    private static async Task<AgentView> ReplaceAsync(
        string name,
        AgentEntry body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        AgentCommands commands,
        AgentQueries agents,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        await commands.ReplaceAsync(chosen, name, body.Agent, body.TeamName, caller, cancellationToken);
        return agents.Get(chosen, name).View();
    }

    private static async Task<NoContent> RemoveAsync(
        string name,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        AgentCommands commands,
        CancellationToken cancellationToken
    )
    {
        await commands.RemoveAsync(
            await choice.ResolveAsync(workspace, caller, cancellationToken),
            name,
            caller,
            cancellationToken
        );
        return TypedResults.NoContent();
    }
}
