namespace Polpo.Core.Webhooks;

public enum WebhookStatus
{
    Active,
    Paused,

    /// <summary>Nothing was taken for too long; a person turns it on again.</summary>
    Disabled,
}

public enum WebhookMove
{
    Pause,
    Resume,
    Disable,
}

public static class WebhookMachine
{
    /// <summary>The whole life of a webhook. A pair that is not listed is refused.</summary>
    public static WebhookStatus? After(this WebhookStatus status, WebhookMove move) =>
        (status, move) switch
        {
            (WebhookStatus.Active, WebhookMove.Pause) => WebhookStatus.Paused,
            (WebhookStatus.Paused or WebhookStatus.Disabled, WebhookMove.Resume) => WebhookStatus.Active,
            (WebhookStatus.Active, WebhookMove.Disable) => WebhookStatus.Disabled,
            _ => null,
        };

    /// <summary>The word of the API.</summary>
    public static string Word(this WebhookStatus status) => status.ToString().ToLowerInvariant();
}
