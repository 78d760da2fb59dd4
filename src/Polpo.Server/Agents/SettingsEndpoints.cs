using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Core.Access;
using Polpo.Core.Agents;
using Polpo.Core.Identity;
using Polpo.Server.Access;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Agents;

/// <summary>The settings of a workspace, as its file has them.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/configuration/settings").WithTags("Agents");
        group
            .MapGet("", GetAsync)
            .Needs(PermissionKeys.WorkspacesView)
            .WithSummary("The settings of .polpo/polpo.json, as they are written there.");
        group
            .MapPatch("", ChangeAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("Sets those that are given, in .polpo/polpo.json; the others stay.");
    }

    private static async Task<JsonObject> GetAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        SettingsCommands settings,
        CancellationToken cancellationToken
    ) => settings.Read(await choice.ResolveAsync(workspace, caller, cancellationToken));

    private static async Task<JsonObject> ChangeAsync(
        JsonObject body,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        SettingsCommands settings,
        CancellationToken cancellationToken
    ) =>
        await settings.ChangeAsync(
            await choice.ResolveAsync(workspace, caller, cancellationToken),
            body,
            caller,
            cancellationToken
        );
}
