using Polpo.Core.Events;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Webhooks;

/// <summary>An address that is told of events: signed, in order, again until it answers.</summary>
public sealed class Webhook : IIdentified
{
    public static string Prefix => "wh";

    public required Id<Webhook> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    public required Id<User> Owner { get; init; }

    public required string Url { get; set; }

    /// <summary>Names, families such as <c>task:*</c>, or <c>*</c>.</summary>
    public required IReadOnlyList<string> Events { get; set; }

    public string? Description { get; set; }

    public WebhookStatus Status { get; private set; } = WebhookStatus.Active;

    /// <summary>Why it is disabled, as a sentence.</summary>
    public string? Reason { get; private set; }

    /// <summary>The number of the newest fact whose events have become deliveries.</summary>
    public required long Cursor { get; set; }

    /// <summary>Since when nothing was taken; null: the latest was.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Until when deliveries are signed with the key before the newest too.</summary>
    public DateTimeOffset? OldKeyUntil { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public int Version { get; set; }

    /// <summary>Where it is, without the path and what follows it, which are often a secret: as who only looks sees it, and as the journal has it.</summary>
    public string ShownUrl => WebhookCommands.Shown(Url);

    public EventFilter Filter => EventFilter.Of(Events);

    /// <exception cref="RefusedException">A webhook in this state cannot do that.</exception>
    internal void Make(WebhookMove move, string? reason = null)
    {
        Status =
            Status.After(move)
            ?? throw new RefusedException(
                Refusal.Conflict,
                $"The webhook {Id} is {Status.Word()}; it cannot {move.ToString().ToLowerInvariant()}."
            );
        Reason = reason;
    }
}
