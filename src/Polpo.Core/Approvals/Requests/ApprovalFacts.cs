using Polpo.Engine.Journal;

namespace Polpo.Core.Approvals.Requests;

/// <summary>Stands in the stream of what waits.</summary>
public sealed record ApprovalRequested(
    string Request,
    string GateId,
    string GateName,
    string Hook,
    string Reason,
    DateTimeOffset? DueAt,
    IReadOnlyList<string> Channels
) : IFact
{
    public static string Type => "approval.requested";
}

/// <param name="Status">approved, rejected or withdrawn.</param>
public sealed record ApprovalResolved(
    string Request,
    string GateId,
    ApprovalStatus Status,
    string? ResolvedBy,
    string? Note
) : IFact
{
    public static string Type => "approval.resolved";
}

/// <summary>Sent back with feedback.</summary>
/// <param name="RevisionsLeft">How often that is still possible.</param>
public sealed record ApprovalRejected(
    string Request,
    string GateId,
    string RejectedBy,
    string Feedback,
    int RevisionsLeft
) : IFact
{
    public static string Type => "approval.rejected";
}

/// <param name="Action">approve, reject or escalate.</param>
public sealed record ApprovalTimeout(string Request, string GateId, string Action) : IFact
{
    public static string Type => "approval.timeout";
}
