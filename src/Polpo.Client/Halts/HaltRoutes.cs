namespace Polpo.Client;

/// <summary>Stops and drains.</summary>
public sealed class HaltRoutes
{
    private readonly Api _api;

    internal HaltRoutes(Api api) => _api = api;

    /// <summary>Those that stand, as far as the caller sees what they are about.</summary>
    public Task<Page<HaltView>> ListAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<HaltView>>("halts", cancellationToken);

    /// <summary>The same twice answers the one that stands.</summary>
    public Task<HaltView> DeclareAsync(DeclareHalt halt, CancellationToken cancellationToken = default) =>
        _api.PostAsync<HaltView>("halts", halt, cancellationToken);

    /// <summary>What it held goes on where it stood.</summary>
    public Task LiftAsync(string id, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync($"halts/{Uri.EscapeDataString(id)}", cancellationToken);
}
