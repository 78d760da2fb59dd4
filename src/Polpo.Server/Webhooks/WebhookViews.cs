using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Identity;
using Polpo.Core.Webhooks;
using Polpo.Core.Webhooks.Deliveries;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Webhooks;

internal static class WebhookViews
{
    public static WebhookChange Change(this PatchWebhook body) =>
        new(
            body.Url,
            body.Events,
            body.Description,
            body.Status switch
            {
                null => null,
                "active" => true,
                "paused" => false,
                var other => throw new RefusedException(
                    Refusal.Invalid,
                    $"\"status\" is \"{other}\"; it can be set to active or paused."
                ),
            }
        );

    /// <summary>Who could not change the address does not see more of it than where it is: its path is often a secret.</summary>
    public static WebhookView View(this Webhook webhook, Caller caller)
    {
        var view = webhook.View((Secret?)null);
        return caller.Rights.May(PermissionKeys.WorkspacesEdit) ? view : view with { Url = webhook.ShownUrl };
    }

    /// <param name="key">Shown when it is made, and never again.</param>
    public static WebhookView View(this Webhook webhook, Secret? key) =>
        new(
            webhook.Id,
            webhook.Workspace,
            webhook.Url,
            webhook.Events,
            webhook.Description,
            webhook.Status.Word(),
            webhook.Reason,
            webhook.FailingSince,
            webhook.CreatedAt,
            webhook.UpdatedAt,
            key?.Reveal()
        );

    public static WebhookDeliveryView View(this WebhookDelivery delivery) =>
        new(
            delivery.Id,
            delivery.Webhook,
            delivery.Event,
            delivery.Status.Word(),
            delivery.Attempts,
            delivery.Status is DeliveryStatus.Pending ? delivery.NextAttemptAt : null,
            delivery.StatusCode,
            delivery.Body,
            delivery.Response,
            delivery.Error,
            delivery.DurationMs,
            delivery.CreatedAt,
            delivery.EndedAt
        );
}
