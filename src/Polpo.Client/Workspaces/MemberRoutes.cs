namespace Polpo.Client;

/// <summary>Who sees a workspace; each is named by id or by name.</summary>
public sealed class MemberRoutes
{
    private readonly Api _api;

    internal MemberRoutes(Api api) => _api = api;

    public Task<Page<MemberView>> ListAsync(string workspace, CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<MemberView>>(Path(workspace), cancellationToken);

    public Task AddAsync(string workspace, string user, CancellationToken cancellationToken = default) =>
        _api.PutAsync(Path(workspace, user), cancellationToken);

    public Task RemoveAsync(string workspace, string user, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync(Path(workspace, user), cancellationToken);

    private static string Path(string workspace, string? user = null) =>
        $"workspaces/{Uri.EscapeDataString(workspace)}/members{(user is null ? "" : "/" + Uri.EscapeDataString(user))}";
}
