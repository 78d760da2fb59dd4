using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;

namespace Polpo.Server.Workspaces;

internal static class WorkspaceEndpoints
{
    public static void MapWorkspaces(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/workspaces").WithTags("Workspaces");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.WorkspacesView)
            .WithSummary(
                "The workspaces, newest first; with a path only that of the repository which holds it, if there is one."
            );
        group
            .MapPost("", OpenAsync)
            .Needs(PermissionKeys.WorkspacesView)
            .WithSummary("Registers a repository; the same path again answers the same workspace.");
        group.MapMembers();
        group.MapGet("/{id}", GetAsync).Needs(PermissionKeys.WorkspacesView).WithSummary("One workspace.");
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
        WorkspaceQueries queries,
        WorkspaceCommands workspaces,
        CancellationToken cancellationToken
    )
    {
        if (await queries.OfFolderAsync(body.Path, caller, cancellationToken) is { } open)
            return open.View();
        caller.Require(PermissionKeys.WorkspacesCreate);
        return (await workspaces.OpenAsync(body.Path, body.Name, caller, cancellationToken)).View();
    }

    private static async Task<WorkspaceView> GetAsync(
        string id,
        Caller caller,
        WorkspaceQueries workspaces,
        CancellationToken cancellationToken
    ) => (await workspaces.GetAsync(Id<Workspace>.Parse(id), caller, cancellationToken)).View();
}
