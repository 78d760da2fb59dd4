namespace Polpo.Client;

public sealed class VaultRoutes
{
    private readonly Api _api;

    internal VaultRoutes(Api api) => _api = api;

    /// <summary>Names, owners, hosts and dates; never values.</summary>
    public Task<Page<SecretView>> ListAsync(string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<SecretView>>("vault" + Api.Query(("workspace", workspace)), cancellationToken);

    /// <param name="agent">Its owner; null: the workspace.</param>
    public Task<SecretView> GetAsync(
        string name,
        string? agent = null,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.GetAsync<SecretView>(Path(name, agent, workspace), cancellationToken);

    /// <param name="agent">Its owner; null: the workspace.</param>
    public Task<SecretView> SetAsync(
        string name,
        SetSecret secret,
        string? agent = null,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.PutAsync<SecretView>(Path(name, agent, workspace), secret, cancellationToken);

    public Task RemoveAsync(
        string name,
        string? agent = null,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) => _api.DeleteAsync(Path(name, agent, workspace), cancellationToken);

    /// <summary>Who used them and where their values went, the newest first; of one of them, or of all.</summary>
    public Task<Page<SecretUseView>> UsesAsync(
        string? name = null,
        int? take = null,
        string? workspace = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<SecretUseView>>(
            "vault-uses"
                + Api.Query(
                    ("name", name),
                    ("take", take?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    ("workspace", workspace)
                ),
            cancellationToken
        );

    /// <summary>Seals all secrets of the installation anew.</summary>
    public Task<VaultRotation> RotateAsync(CancellationToken cancellationToken = default) =>
        _api.PostAsync<VaultRotation>("vault/rotation", null, cancellationToken);

    private static string Path(string name, string? agent, string? workspace) =>
        $"vault/{Uri.EscapeDataString(name)}{Api.Query(("agent", agent), ("workspace", workspace))}";
}
