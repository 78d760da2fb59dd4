namespace Polpo.Client;

public sealed class RoleRoutes
{
    private readonly Api _api;

    internal RoleRoutes(Api api) => _api = api;

    public Task<Page<RoleView>> ListAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<RoleView>>("roles", cancellationToken);

    public Task<RoleView> GetAsync(string name, CancellationToken cancellationToken = default) =>
        _api.GetAsync<RoleView>(Path(name), cancellationToken);

    /// <summary>Makes it, or has it grant exactly these permissions.</summary>
    public Task<RoleView> SetAsync(
        string name,
        IReadOnlyList<string> permissions,
        CancellationToken cancellationToken = default
    ) => _api.PutAsync<RoleView>(Path(name), new SetRole(permissions), cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync(Path(name), cancellationToken);

    private static string Path(string name) => $"roles/{Uri.EscapeDataString(name)}";
}
