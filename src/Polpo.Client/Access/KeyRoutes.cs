namespace Polpo.Client;

public sealed class KeyRoutes
{
    private readonly Api _api;

    internal KeyRoutes(Api api) => _api = api;

    /// <summary>The answer has the key, this once.</summary>
    public Task<KeyView> CreateAsync(CreateKey key, CancellationToken cancellationToken = default) =>
        _api.PostAsync<KeyView>("keys", key, cancellationToken);

    public Task<Page<KeyView>> ListAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<KeyView>>("keys", cancellationToken);

    public Task RevokeAsync(string id, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync($"keys/{Uri.EscapeDataString(id)}", cancellationToken);
}
