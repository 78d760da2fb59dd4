using Polpo.Core.Vault;
using Polpo.Core.Vault.Sharing;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Webhooks;

/// <summary>The keys that webhooks sign with, in the vault. After a change the old one signs too, for a day, so that a receiver can change at its leisure.</summary>
internal sealed class WebhookKeys(PartSecrets vault, SharedVaults shared)
{
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private const string Newest = "SIGNING_KEY";
    private const string Old = "OLD_SIGNING_KEY";

    /// <returns>The new key, to be shown once.</returns>
    public async Task<Secret> RenewAsync(string workspace, Id<Webhook> webhook, CancellationToken cancellationToken)
    {
        await shared.AgreeAsync(workspace, cancellationToken);
        if (vault.Find(workspace, webhook, Newest) is { } before)
            vault.Put(workspace, webhook, Old, before);
        var key = WebhookSignature.NewKey();
        vault.Put(workspace, webhook, Newest, key);
        await shared.AgreeAsync(workspace, cancellationToken);
        return key;
    }

    /// <summary>Those to sign with now, the newest first.</summary>
    public async Task<IReadOnlyList<Secret>> ForAsync(
        Webhook webhook,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await shared.AgreeAsync(webhook.Workspace, cancellationToken);
        var newest =
            vault.Find(webhook.Workspace, webhook.Id, Newest)
            ?? throw new RefusedException(
                Refusal.Unavailable,
                $"The signing key of {webhook.Id} is not in the vault of this server. Make a new one: polpo webhook rotate {webhook.Id}"
            );
        return now < webhook.OldKeyUntil && vault.Find(webhook.Workspace, webhook.Id, Old) is { } old
            ? [newest, old]
            : [newest];
    }

    public async Task ForgetAsync(string workspace, Id<Webhook> webhook, CancellationToken cancellationToken)
    {
        await shared.AgreeAsync(workspace, cancellationToken);
        vault.Remove(workspace, webhook, Newest);
        vault.Remove(workspace, webhook, Old);
        await shared.AgreeAsync(workspace, cancellationToken);
    }
}
