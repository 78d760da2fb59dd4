namespace Polpo.Client;

public sealed class WorkspaceRoutes
{
    private readonly Api _api;

    internal WorkspaceRoutes(Api api) => _api = api;

    public Task<Page<WorkspaceView>> ListAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<WorkspaceView>>("workspaces", cancellationToken);

    /// <summary>Registers a repository by its absolute path on the server's machine; the same path again answers the same workspace.</summary>
    public Task<WorkspaceView> OpenAsync(OpenWorkspace workspace, CancellationToken cancellationToken = default) =>
        _api.PostAsync<WorkspaceView>("workspaces", workspace, cancellationToken);

    public Task<WorkspaceView> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<WorkspaceView>($"workspaces/{Uri.EscapeDataString(id)}", cancellationToken);
}
