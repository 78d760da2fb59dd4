namespace Polpo.Client;

public sealed class WatcherRoutes
{
    private readonly Api _api;

    internal WatcherRoutes(Api api) => _api = api;

    public Task<WatcherView> CreateAsync(CreateWatcher watcher, CancellationToken cancellationToken = default) =>
        _api.PostAsync<WatcherView>("watchers", watcher, cancellationToken);

    /// <summary>Newest first. <paramref name="after"/> is the <c>next</c> of the page before.</summary>
    /// <param name="active">Whether they still wait; null: whichever.</param>
    public Task<Page<WatcherView>> ListAsync(
        string? workspace = null,
        string? task = null,
        bool? active = null,
        int? take = null,
        string? after = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<WatcherView>>(
            "watchers"
                + Api.Query(
                    ("workspace", workspace),
                    ("task", task),
                    ("active", active),
                    ("take", take),
                    ("after", after)
                ),
            cancellationToken
        );

    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync($"watchers/{Uri.EscapeDataString(id)}", cancellationToken);
}
