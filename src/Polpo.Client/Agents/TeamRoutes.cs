namespace Polpo.Client;

public sealed class TeamRoutes
{
    private readonly Api _api;

    internal TeamRoutes(Api api) => _api = api;

    public Task<Page<TeamView>> ListAsync(string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<TeamView>>("teams" + Api.Query(("workspace", workspace)), cancellationToken);

    public Task<TeamView> GetDefaultAsync(string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.GetAsync<TeamView>("team" + Api.Query(("workspace", workspace)), cancellationToken);

    public Task<TeamView> AddAsync(
        AddTeam team,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.PostAsync<TeamView>("teams" + Api.Query(("workspace", workspace)), team, cancellationToken);

    public Task<TeamView> RenameAsync(
        string name,
        string newName,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.PatchAsync<TeamView>(Path(name, workspace), new RenameTeam(newName), cancellationToken);

    public Task RemoveAsync(string name, string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync(Path(name, workspace), cancellationToken);

    private static string Path(string name, string? workspace) =>
        $"teams/{Uri.EscapeDataString(name)}{Api.Query(("workspace", workspace))}";
}
