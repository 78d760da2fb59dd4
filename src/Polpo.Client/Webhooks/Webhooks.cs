namespace Polpo.Client;

/// <summary>An address that is to be told of events.</summary>
/// <param name="Url">https only.</param>
/// <param name="Events">Names such as task:completed, families such as task:*, or *.</param>
public sealed record CreateWebhook(
    string Url,
    IReadOnlyList<string> Events,
    string? Description = null,
    string? Workspace = null
);

/// <summary>What is to be different; what is left out stays.</summary>
/// <param name="Status">active, paused.</param>
public sealed record PatchWebhook(
    string? Url = null,
    IReadOnlyList<string>? Events = null,
    string? Description = null,
    string? Status = null
);

/// <param name="Status">active, paused, disabled.</param>
/// <param name="Reason">Why it is disabled.</param>
/// <param name="FailingSince">Since when nothing was taken.</param>
/// <param name="Secret">What requests are signed with (Standard Webhooks). Only when it is made or changed, never again.</param>
public sealed record WebhookView(
    string Id,
    string Workspace,
    string Url,
    IReadOnlyList<string> Events,
    string? Description,
    string Status,
    string? Reason,
    DateTimeOffset? FailingSince,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? Secret = null
);

/// <summary>One event on its way to one address.</summary>
/// <param name="Id">The <c>webhook-id</c> that the receiver sees; the same when it is sent again.</param>
/// <param name="Status">pending, delivered, failed.</param>
/// <param name="Request">The body as it was sent.</param>
/// <param name="Response">The beginning of the latest answer.</param>
public sealed record WebhookDeliveryView(
    string Id,
    string WebhookId,
    string Event,
    string Status,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    int? StatusCode,
    string Request,
    string? Response,
    string? Error,
    long? DurationMs,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt
);
