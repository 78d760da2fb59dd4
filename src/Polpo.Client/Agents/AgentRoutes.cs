using System.Text.Json.Nodes;

namespace Polpo.Client;

public sealed class AgentRoutes
{
    private readonly Api _api;

    internal AgentRoutes(Api api) => _api = api;

    public Task<Page<AgentView>> ListAsync(string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<AgentView>>("agents" + Api.Query(("workspace", workspace)), cancellationToken);

    /// <summary>What stands in the files of <c>.polpo</c> and has no effect.</summary>
    public Task<Page<FieldWarningView>> WarningsAsync(
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<FieldWarningView>>(
            "configuration/warnings" + Api.Query(("workspace", workspace)),
            cancellationToken
        );

    public Task<AgentView> GetAsync(
        string name,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.GetAsync<AgentView>(Path(name, workspace), cancellationToken);

    public Task<AgentView> AddAsync(
        AgentEntry entry,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.PostAsync<AgentView>("agents" + Api.Query(("workspace", workspace)), entry, cancellationToken);

    /// <summary>Another description for an agent; who reports to it goes on doing so.</summary>
    public Task<AgentView> ReplaceAsync(
        string name,
        AgentEntry entry,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.PutAsync<AgentView>(Path(name, workspace), entry, cancellationToken);

    /// <summary>The settings of <c>.polpo/polpo.json</c>, as they are written there.</summary>
    public Task<JsonObject> SettingsAsync(string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.GetAsync<JsonObject>("configuration/settings" + Api.Query(("workspace", workspace)), cancellationToken);

    /// <summary>Sets those that are given; the others stay.</summary>
    public Task<JsonObject> ChangeSettingsAsync(
        JsonObject settings,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.PatchAsync<JsonObject>(
            "configuration/settings" + Api.Query(("workspace", workspace)),
            settings,
            cancellationToken
        );

    public Task RemoveAsync(string name, string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync(Path(name, workspace), cancellationToken);

    private static string Path(string name, string? workspace) =>
        $"agents/{Uri.EscapeDataString(name)}{Api.Query(("workspace", workspace))}";
}
