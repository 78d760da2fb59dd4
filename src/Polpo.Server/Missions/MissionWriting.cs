using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Drafting;
using Polpo.Core.Missions.Edits;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Errors;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Missions;

/// <summary>Ways to a document other than storing one.</summary>
internal static class MissionWriting
{
    public static void MapMissionWriting(this RouteGroupBuilder group)
    {
        group
            .MapPost("/draft", DraftAsync)
            .Needs(PermissionKeys.SessionsCreate)
            .WithSummary("Has a model draft a mission from a sentence; it does not run yet.");
        group
            .MapPatch("/{id}", EditAsync)
            .Needs(PermissionKeys.SessionsEdit)
            .TakesDocuments()
            .WithSummary("Changes the document, all or nothing, also while it runs: what has begun stays as it is.");
    }

    private static async Task<Created<MissionView>> DraftAsync(
        DraftMission body,
        Caller caller,
        WorkspaceChoice choice,
        MissionDrafting drafting,
        MissionQueries queries,
        CancellationToken cancellationToken
    )
    {
        var workspace = await choice.ResolveAsync(body.Workspace, caller, cancellationToken);
        var mission = await drafting.DraftAsync(workspace.Id, body.Prompt, body.Model, caller, cancellationToken);
        var details = await queries.DetailsAsync(mission.Id, caller, cancellationToken);
        return TypedResults.Created($"/api/v1/missions/{mission.Id}", details.View());
    }

    private static async Task<MissionView> EditAsync(
        string id,
        EditMission body,
        Caller caller,
        MissionEditing editing,
        MissionQueries queries,
        CancellationToken cancellationToken
    )
    {
        var mission = await editing.EditAsync(Id<Mission>.Parse(id), body.Edits, caller, cancellationToken);
        return (await queries.DetailsAsync(mission.Id, caller, cancellationToken)).View();
    }
}
