using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Workspaces;

internal static class WorkspaceEndpoints
{
    public static void MapWorkspaces(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/workspaces").WithTags("Workspaces");
        group
            .MapGet("", ListAsync)
            .WithSummary(
                "The workspaces, newest first; with a path only that of the repository which holds it, if there is one."
            );
        group
            .MapPost("", OpenAsync)
            .WithSummary("Registers a repository; the same path again answers the same workspace.");
        group.MapGet("/{id}", GetAsync).WithSummary("One workspace.");
    }

    public static WorkspaceView View(this Workspace workspace) =>
        new(workspace.Id, workspace.Name, workspace.RepositoryPath, workspace.CreatedAt);

    private static async Task<Page<WorkspaceView>> ListAsync(
        string? path,
        Caller caller,
        WorkspaceQueries workspaces,
        CancellationToken cancellationToken
    ) =>
        path is null ? new([.. (await workspaces.ListAsync(caller, cancellationToken)).Select(View)])
        : await workspaces.OfFolderAsync(path, caller, cancellationToken) is { } found ? new([found.View()])
        : new([]);

    private static async Task<WorkspaceView> OpenAsync(
        OpenWorkspace body,
        Caller caller,
        WorkspaceCommands workspaces,
        CancellationToken cancellationToken
    ) => (await workspaces.OpenAsync(body.Path, body.Name, caller, cancellationToken)).View();

    private static async Task<WorkspaceView> GetAsync(
        string id,
        Caller caller,
        WorkspaceQueries workspaces,
        CancellationToken cancellationToken
    ) => (await workspaces.GetAsync(Id<Workspace>.Parse(id), caller, cancellationToken)).View();
}
