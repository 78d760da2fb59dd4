using System.Text.Json.Nodes;

namespace Polpo.Client;

/// <summary>Something that waits, or waited, for a person.</summary>
/// <param name="OwnerKind">What waits: task, mission, schedule_run, task_deadline, server_stop.</param>
/// <param name="OwnerId">Its id; a decision may name this instead of the request.</param>
/// <param name="Hook">The point at which it waits, such as <c>task:complete</c> or <c>mission:checkpoint</c>.</param>
/// <param name="Reason">Why it waits and what a decision does.</param>
/// <param name="Status">pending, approved, rejected, revised, timeout, withdrawn.</param>
/// <param name="RevisionsLeft">How often it may still be sent back with feedback.</param>
/// <param name="Payload">What the gate's condition saw.</param>
/// <param name="DueAt">When it decides itself, by <paramref name="TimeoutAction"/>.</param>
public sealed record ApprovalView(
    string Id,
    string Workspace,
    string OwnerKind,
    string OwnerId,
    string GateId,
    string GateName,
    string Hook,
    string Title,
    string Reason,
    string Status,
    string RequestedBy,
    int RevisionsLeft,
    JsonNode? Payload,
    DateTimeOffset RequestedAt,
    DateTimeOffset? DueAt,
    string? TimeoutAction,
    DateTimeOffset? ResolvedAt,
    string? ResolvedBy,
    string? Note
);

public sealed record Approve(string? Note = null);
