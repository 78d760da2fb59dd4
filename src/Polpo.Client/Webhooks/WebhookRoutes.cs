namespace Polpo.Client;

public sealed class WebhookRoutes
{
    private readonly Api _api;

    internal WebhookRoutes(Api api) => _api = api;

    /// <summary>The answer has the secret, this once.</summary>
    public Task<WebhookView> CreateAsync(CreateWebhook webhook, CancellationToken cancellationToken = default) =>
        _api.PostAsync<WebhookView>("webhooks", webhook, cancellationToken);

    public Task<Page<WebhookView>> ListAsync(string? workspace = null, CancellationToken cancellationToken = default) =>
        _api.GetAsync<Page<WebhookView>>("webhooks" + Api.Query(("workspace", workspace)), cancellationToken);

    public Task<WebhookView> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _api.GetAsync<WebhookView>(Path(id), cancellationToken);

    public Task<WebhookView> ChangeAsync(
        string id,
        PatchWebhook change,
        CancellationToken cancellationToken = default
    ) => _api.PatchAsync<WebhookView>(Path(id), change, cancellationToken);

    /// <summary>The answer has the new secret, this once; the old one signs too for a day.</summary>
    public Task<WebhookView> RotateAsync(string id, CancellationToken cancellationToken = default) =>
        _api.PostAsync<WebhookView>(Path(id) + "/rotate", null, cancellationToken);

    public Task RemoveAsync(string id, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync(Path(id), cancellationToken);

    /// <summary>Newest first. <paramref name="after"/> is the <c>next</c> of the page before.</summary>
    public Task<Page<WebhookDeliveryView>> DeliveriesAsync(
        string id,
        int? take = null,
        string? after = null,
        CancellationToken cancellationToken = default
    ) =>
        _api.GetAsync<Page<WebhookDeliveryView>>(
            Path(id) + "/deliveries" + Api.Query(("take", take), ("after", after)),
            cancellationToken
        );

    /// <summary>Sends an ended delivery once more, under the same id.</summary>
    public Task<WebhookDeliveryView> RedeliverAsync(
        string id,
        string delivery,
        CancellationToken cancellationToken = default
    ) =>
        _api.PostAsync<WebhookDeliveryView>(
            $"{Path(id)}/deliveries/{Uri.EscapeDataString(delivery)}/redeliver",
            null,
            cancellationToken
        );

    private static string Path(string id) => $"webhooks/{Uri.EscapeDataString(id)}";
}
