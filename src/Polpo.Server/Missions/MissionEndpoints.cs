using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Missions;

internal static class MissionEndpoints
{
    public static void MapMissions(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/missions").WithTags("Missions");
        group
            .MapPost("/validate", ValidateAsync)
            .WithSummary(
                "Says everything that is wrong with a mission document, with the place of each; stores nothing."
            );
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
        var workspace = await choice.ResolveAsync(source.Workspace, caller, cancellationToken);
        var found = await missions.CheckAsync(
            workspace.Id,
            body.GetRawText(),
            source.File ?? "",
            source.Name,
            caller,
            cancellationToken
        );
        return found.View();
    }
}

/// <summary>What is not in the document: its workspace, its file's name for messages, and a name when it has none.</summary>
internal sealed record MissionSource(string? Workspace, string? File, string? Name);
