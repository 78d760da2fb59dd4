namespace Polpo.Client;

public sealed class StorageRoutes
{
    private readonly Api _api;

    internal StorageRoutes(Api api) => _api = api;

    public Task<StorageView> GetAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<StorageView>("storage", cancellationToken);

    /// <summary>A dry run and a real one find the same; the real one takes it away, but for what was used meanwhile.</summary>
    public Task<StorageCleaning> CleanAsync(CleanStorage clean, CancellationToken cancellationToken = default) =>
        _api.PostAsync<StorageCleaning>("storage/clean", clean, cancellationToken);

    /// <summary>Rewrites the database; other writes wait meanwhile.</summary>
    public Task<StorageVacuumed> VacuumAsync(CancellationToken cancellationToken = default) =>
        _api.PostAsync<StorageVacuumed>("storage/vacuum", null, cancellationToken);
}
