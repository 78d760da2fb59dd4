using Polpo.Engine.Journal;

namespace Polpo.Core.Webhooks;

public sealed record WebhookCreated(string Url, IReadOnlyList<string> Events) : IFact
{
    public static string Type => "webhook.created";
}

public sealed record WebhookChanged(string Url, IReadOnlyList<string> Events, WebhookStatus Status) : IFact
{
    public static string Type => "webhook.changed";
}

/// <summary>It has a new key; the one before is good until <paramref name="OldKeyUntil"/>.</summary>
public sealed record WebhookRotated(DateTimeOffset OldKeyUntil) : IFact
{
    public static string Type => "webhook.rotated";
}

/// <summary>Nothing was taken for too long.</summary>
public sealed record WebhookDisabled(string Url, string Reason) : IFact
{
    public static string Type => "webhook.disabled";
}

public sealed record WebhookRemoved(string Url) : IFact
{
    public static string Type => "webhook.removed";
}
