namespace Polpo.Client;

public sealed class WorkspaceRoutes
{
    private readonly Api _api;

    internal WorkspaceRoutes(Api api) => _api = api;

    public Task<Page<WorkspaceView>> ListAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<WorkspaceView>>("workspaces", cancellationToken);

    /// <summary>The workspace of the repository that holds the folder; null when none was opened for it.</summary>
    public async Task<WorkspaceView?> FindAsync(string path, CancellationToken cancellationToken = default) =>
        (
            await _api.GetAsync<Page<WorkspaceView>>($"workspaces?path={Uri.EscapeDataString(path)}", cancellationToken)
        ).Items
            is [var found, ..]
            ? found
            : null;

    /// <summary>Registers a repository by its absolute path on the server's machine; the same path again answers the same workspace.</summary>
    public Task<WorkspaceView> OpenAsync(OpenWorkspace workspace, CancellationToken cancellationToken = default) =>
        _api.PostAsync<WorkspaceView>("workspaces", workspace, cancellationToken);

    public Task<WorkspaceView> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<WorkspaceView>($"workspaces/{Uri.EscapeDataString(id)}", cancellationToken);
}
