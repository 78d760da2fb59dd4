using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Errors;
using Polpo.Server.Paging;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Missions;

internal static class MissionEndpoints
{
    public static void MapMissions(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/missions").WithTags("Missions");
        group
            .MapPost("/validate", ValidateAsync)
            .Needs(PermissionKeys.SessionsCreate)
            .TakesDocuments()
            .WithSummary(
                "Says everything that is wrong with a mission document, with the place of each; stores nothing."
            );
        group
            .MapPost("", CreateAsync)
            .Needs(PermissionKeys.SessionsCreate)
            .TakesDocuments()
            .WithSummary("Stores a mission document as a draft.");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("The missions of a workspace, newest first, without tasks.");
        group
            .MapGet("/{id}", GetAsync)
            .Needs(PermissionKeys.SessionsView)
            .WithSummary("One mission with its document, its latest run and its tasks.");
        group
            .MapPut("/{id}", ReplaceAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .TakesDocuments()
            .WithSummary("Another document for a mission of which no run is under way.");
        group
            .MapDelete("/{id}", DeleteAsync)
            .Needs(PermissionKeys.SessionsDelete)
            .WithSummary("Forgets a mission and its tasks; their facts, branches and receipts stay.");
        group.MapMissionWriting();
        group.MapMissionMoves();
        group.MapMissionResults();
    }

    private static async Task<MissionValidationView> ValidateAsync(
        JsonElement body,
        [AsParameters] MissionSource source,
        Caller caller,
        WorkspaceChoice choice,
        MissionValidation missions,
        CancellationToken cancellationToken
    )
    {
        var workspace = await choice.LookAsync(source.Workspace, caller, cancellationToken);
        return missions.Check(workspace, body.GetRawText(), source.File ?? "", source.Name).View();
    }

    private static async Task<Created<MissionView>> CreateAsync(
        JsonElement body,
        [AsParameters] MissionSource source,
        Caller caller,
        WorkspaceChoice choice,
        MissionCommands missions,
        MissionQueries queries,
        CancellationToken cancellationToken
    )
    {
        var workspace = await choice.ResolveAsync(source.Workspace, caller, cancellationToken);
        var mission = await missions.CreateAsync(
            workspace.Id,
            body.GetRawText(),
            source.File ?? "",
            source.Name,
            caller,
            cancellationToken
        );
        var details = await queries.DetailsAsync(mission.Id, caller, cancellationToken);
        return TypedResults.Created($"/api/v1/missions/{mission.Id}", details.View());
    }

    private static async Task<Page<MissionView>> ListAsync(
        string? workspace,
        string? status,
        string? name,
        [AsParameters] PageQuery page,
        Caller caller,
        WorkspaceChoice choice,
        MissionQueries missions,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        if (!string.IsNullOrEmpty(name))
            return new Page<MissionView>(
                await missions.FindAsync(chosen.Id, name, caller, cancellationToken) is { } found ? [found.View()] : []
            );
        var rows = await missions.ListAsync(
            chosen.Id,
            StatusWord.Read<MissionStatus>(status, one => one.Word()),
            page.Cursor<Mission>(),
            page.Ask,
            caller,
            cancellationToken
        );
        return page.Page(rows, row => row.Mission.Id, MissionViews.View);
    }

    private static async Task<MissionView> GetAsync(
        string id,
        Caller caller,
        MissionQueries missions,
        CancellationToken cancellationToken
    ) => (await missions.DetailsAsync(Id<Mission>.Parse(id), caller, cancellationToken)).View();

    private static async Task<MissionView> ReplaceAsync(
        string id,
        string? file,
        JsonElement body,
        Caller caller,
        MissionCommands missions,
        MissionQueries queries,
        CancellationToken cancellationToken
    )
    {
        var known = Id<Mission>.Parse(id);
        await missions.ReplaceAsync(known, body.GetRawText(), file ?? "", caller, cancellationToken);
        return (await queries.DetailsAsync(known, caller, cancellationToken)).View();
    }

    private static async Task<NoContent> DeleteAsync(
        string id,
        Caller caller,
        MissionCommands missions,
        CancellationToken cancellationToken
    )
    {
        await missions.DeleteAsync(Id<Mission>.Parse(id), caller, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>What is not in the document: its workspace, its file's name for messages, and a name when it has none.</summary>
internal sealed record MissionSource
{
    public string? Workspace { get; init; }
    public string? File { get; init; }
    public string? Name { get; init; }
}
