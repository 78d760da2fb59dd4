using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Playbooks;
using Polpo.Server.Access;
using Polpo.Server.Errors;
using Polpo.Server.Missions;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Playbooks;

internal static class PlaybookEndpoints
{
    public static void MapPlaybooks(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/playbooks").WithTags("Playbooks");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.WorkflowsView)
            .WithSummary("The playbooks that a workspace sees, by name, without missions.");
        group
            .MapGet("/{name}", GetAsync)
            .Needs(PermissionKeys.WorkflowsView)
            .WithSummary("One playbook with its mission and its file.");
        group
            .MapPost("", CreateAsync)
            .Needs(PermissionKeys.WorkflowsManage)
            .TakesDocuments()
            .WithSummary("Writes a new playbook into the repository's .polpo/playbooks.");
        group
            .MapPut("/{name}", ReplaceAsync)
            .Needs(PermissionKeys.WorkflowsManage)
            .TakesDocuments()
            .WithSummary("Writes a playbook, whether there is one of that name or not.");
        group
            .MapDelete("/{name}", DeleteAsync)
            .Needs(PermissionKeys.WorkflowsManage)
            .WithSummary("Deletes a playbook's file; missions that were made of it stay.");
        group
            .MapPost("/validate", ValidateAsync)
            .Needs(PermissionKeys.WorkflowsView)
            .TakesDocuments()
            .WithSummary("Says everything that is wrong with a playbook, whatever the values; stores nothing.");
        group
            .MapPost("/{name}/preview", PreviewAsync)
            .Needs(PermissionKeys.WorkflowsView)
            .WithSummary("The mission that a run would be with these values, or what is wrong; stores nothing.");
        group
            .MapPost("/{name}/run", RunAsync)
            .Needs(PermissionKeys.SessionsCreate)
            .WithSummary("Makes an ordinary mission of a playbook and runs it.");
    }

    private static async Task<Page<PlaybookView>> ListAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        PlaybookQueries playbooks,
        CancellationToken cancellationToken
    ) =>
        new([
            .. playbooks.List(await choice.LookAsync(workspace, caller, cancellationToken)).Select(PlaybookViews.View),
        ]);

    private static async Task<PlaybookView> GetAsync(
        string name,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        PlaybookQueries playbooks,
        CancellationToken cancellationToken
    ) => playbooks.Get(await choice.LookAsync(workspace, caller, cancellationToken), name).View();

    private static async Task<Created<PlaybookView>> CreateAsync(
        JsonElement body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        PlaybookCommands playbooks,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var stored = await playbooks.StoreAsync(chosen, body.GetRawText(), null, false, caller, cancellationToken);
        return TypedResults.Created($"/api/v1/playbooks/{stored.Name}", stored.View());
    }

    private static async Task<PlaybookView> ReplaceAsync(
        string name,
        JsonElement body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        PlaybookCommands playbooks,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        return (await playbooks.StoreAsync(chosen, body.GetRawText(), name, true, caller, cancellationToken)).View();
    }

    private static async Task<NoContent> DeleteAsync(
        string name,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        PlaybookCommands playbooks,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        await playbooks.DeleteAsync(chosen, name, caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<PlaybookCheckView> ValidateAsync(
        JsonElement body,
        string? workspace,
        string? file,
        Caller caller,
        WorkspaceChoice choice,
        PlaybookQueries playbooks,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.LookAsync(workspace, caller, cancellationToken);
        return playbooks.Check(chosen, body.GetRawText(), file ?? "playbook").View();
    }

    private static async Task<PlaybookCheckView> PreviewAsync(
        string name,
        RunPlaybook body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        PlaybookQueries playbooks,
        CancellationToken cancellationToken
    ) => playbooks.Fill(await choice.LookAsync(workspace, caller, cancellationToken), name, body.Parameters).View();

    private static async Task<Created<StartedPlaybookView>> RunAsync(
        string name,
        RunPlaybook body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        PlaybookCommands playbooks,
        MissionQueries missions,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var started = await playbooks.RunAsync(chosen, name, body.Parameters ?? [], caller, cancellationToken);
        var mission = await missions.DetailsAsync(started.Mission.Id, caller, cancellationToken);
        return TypedResults.Created(
            $"/api/v1/missions/{started.Mission.Id}",
            new StartedPlaybookView(mission.View(), started.Warnings)
        );
    }
}
