using Polpo.Core.Approvals.Gates;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Approvals.Requests;

/// <summary>What a request comes to, whoever decided it.</summary>
public enum Verdict
{
    Undecided,
    Approve,
    Reject,
    Revise,
    Escalate,
}

/// <summary>A step that waits for a person: at a gate, for its side effects, at an escalation, at a checkpoint.</summary>
public sealed class Approval : IIdentified
{
    public static string Prefix => "apr";

    public required Id<Approval> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    /// <summary>The kind of what waits, such as <c>task</c>: whose <see cref="IApprovalOwner"/> hears of the decision.</summary>
    public required string OwnerKind { get; init; }

    /// <summary>The id of what waits.</summary>
    public required string OwnerId { get; init; }

    public required string GateId { get; init; }

    public required string GateName { get; init; }

    /// <summary>The point at which it waits, as files write it.</summary>
    public required string Hook { get; init; }

    /// <summary>What waits, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>Why it waits and what a decision does, in sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>JSON: what the condition saw.</summary>
    public required string Payload { get; init; }

    public required Id<User> Requester { get; init; }

    public required string RequesterName { get; init; }

    public IReadOnlyList<string> NotifyChannels { get; init; } = [];

    public DateTimeOffset? DueAt { get; init; }

    public TimeoutAction TimeoutAction { get; init; }

    /// <summary>How often the work may still be sent back with feedback.</summary>
    public required int RevisionsLeft { get; init; }

    public ApprovalStatus Status { get; private set; }

    /// <summary>A person's name; absent until it is decided, and where time decided it.</summary>
    public string? ResolvedBy { get; private set; }

    /// <summary>What the person said: a note, or feedback for the next attempt.</summary>
    public string? Note { get; private set; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; private set; }

    public int Version { get; set; }

    public Verdict Verdict =>
        (Status, TimeoutAction) switch
        {
            (ApprovalStatus.Approved, _) or (ApprovalStatus.Timeout, TimeoutAction.Approve) => Verdict.Approve,
            (ApprovalStatus.Timeout, TimeoutAction.Escalate) => Verdict.Escalate,
            (ApprovalStatus.Rejected, _) or (ApprovalStatus.Timeout, _) => Verdict.Reject,
            (ApprovalStatus.Revised, _) => Verdict.Revise,
            _ => Verdict.Undecided,
        };

    /// <summary>Who decided, for sentences.</summary>
    public string Decider => ResolvedBy ?? "nobody in time";

    /// <summary>Decides it, once; a second decision is refused in words.</summary>
    public void Move(ApprovalMove move, string? by, string? note, DateTimeOffset now)
    {
        Status =
            Status.After(move)
            ?? throw new RefusedException(
                Refusal.Conflict,
                $"This is decided already: {Status.Word()} by {Decider}. Nothing was changed."
            );
        (ResolvedBy, Note, ResolvedAt) = (by, note, now);
        Version++;
    }
}
