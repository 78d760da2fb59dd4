using Polpo.Core.Schedules;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Webhooks.Deliveries;

/// <summary>One event on its way to one address. Its id is the event's for the receiver: the same again means the same event again.</summary>
public sealed class WebhookDelivery : IIdentified
{
    public static string Prefix => "evt";

    public required Id<WebhookDelivery> Id { get; init; }

    public required string Workspace { get; init; }

    public required Id<Webhook> Webhook { get; init; }

    /// <summary>The fact's number.</summary>
    public required long Seq { get; init; }

    /// <summary>Which of the fact's events it is.</summary>
    public required int Part { get; init; }

    public required string Event { get; init; }

    /// <summary>What is sent, to the byte.</summary>
    public required string Body { get; init; }

    /// <summary>The schedule that asked for it, and waits for its end; null: an event did.</summary>
    public Id<Schedule>? Schedule { get; init; }

    public DeliveryStatus Status { get; private set; } = DeliveryStatus.Pending;

    public int Attempts { get; private set; }

    public required DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>What the latest attempt was answered; null: nothing.</summary>
    public int? StatusCode { get; private set; }

    /// <summary>The beginning of the answer.</summary>
    public string? Response { get; private set; }

    public string? Error { get; private set; }

    public long? DurationMs { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public int Version { get; set; }

    internal void Note(Answer answer)
    {
        Attempts++;
        (StatusCode, Response, Error, DurationMs) = (
            answer.StatusCode,
            answer.Text,
            answer.Error,
            (long)answer.Took.TotalMilliseconds
        );
        Version++;
    }

    /// <exception cref="RefusedException">A delivery in this state cannot do that.</exception>
    internal void Make(DeliveryMove move, DateTimeOffset now)
    {
        Status =
            Status.After(move)
            ?? throw new RefusedException(
                Refusal.Conflict,
                $"The delivery {Id} is {Status.Word()}; wait for its outcome before it is sent again."
            );
        EndedAt = Status is DeliveryStatus.Pending ? null : now;
        if (move is DeliveryMove.Redeliver)
            (Attempts, NextAttemptAt) = (0, now);
        Version++;
    }
}

/// <summary>What came of one attempt.</summary>
/// <param name="Error">Why it does not count as taken; null: it was.</param>
internal sealed record Answer(int? StatusCode, string? Text, string? Error, TimeSpan Took)
{
    public bool IsTaken => Error is null;
}
