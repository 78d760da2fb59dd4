namespace Polpo.Client;

public sealed class SessionRoutes
{
    private readonly Api _api;

    internal SessionRoutes(Api api) => _api = api;

    /// <summary>Newest first.</summary>
    public Task<Page<SessionView>> ListAsync(
        string? workspace = null,
        string? task = null,
        int? take = null,
        string? after = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<SessionView>>(
            "sessions" + Api.Query(("workspace", workspace), ("task", task), ("take", take), ("after", after)),
            cancellationToken
        );

    public Task<SessionView> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<SessionView>(Path(id), cancellationToken);

    public Task<SessionView> CancelAsync(string id, CancellationToken cancellationToken = default) =>
        _api.PostAsync<SessionView>($"{Path(id)}/cancel", null, cancellationToken);

    public Task<DiffView> DiffAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<DiffView>($"{Path(id)}/diff", cancellationToken);

    /// <summary>The session's facts, oldest first.</summary>
    public Task<Page<EventView>> EventsAsync(
        string id,
        long? after = null,
        int? take = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<EventView>>(
            $"{Path(id)}/events{Api.Query(("after", after), ("take", take))}",
            cancellationToken
        );

    public Task<BlobView> BlobAsync(
        string hash,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<BlobView>(
            $"blobs/{Uri.EscapeDataString(hash)}{Api.Query(("workspace", workspace))}",
            cancellationToken
        );

    private static string Path(string id) => $"sessions/{Uri.EscapeDataString(id)}";
}
