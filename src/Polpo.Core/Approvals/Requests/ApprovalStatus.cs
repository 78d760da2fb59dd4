namespace Polpo.Core.Approvals.Requests;

public enum ApprovalStatus
{
    Pending,
    Approved,
    Rejected,

    /// <summary>Sent back with feedback.</summary>
    Revised,

    /// <summary>Nobody decided in time.</summary>
    Timeout,

    /// <summary>What waited is gone: killed, deleted or failed.</summary>
    Withdrawn,
}

public enum ApprovalMove
{
    Approve,
    Reject,
    Revise,
    Expire,
    Withdraw,
}

public static class ApprovalMachine
{
    /// <summary>The whole life of a request: it is decided once.</summary>
    public static ApprovalStatus? After(this ApprovalStatus status, ApprovalMove move) =>
        (status, move) switch
        {
            (ApprovalStatus.Pending, ApprovalMove.Approve) => ApprovalStatus.Approved,
            (ApprovalStatus.Pending, ApprovalMove.Reject) => ApprovalStatus.Rejected,
            (ApprovalStatus.Pending, ApprovalMove.Revise) => ApprovalStatus.Revised,
            (ApprovalStatus.Pending, ApprovalMove.Expire) => ApprovalStatus.Timeout,
            (ApprovalStatus.Pending, ApprovalMove.Withdraw) => ApprovalStatus.Withdrawn,
            _ => null,
        };

    public static string Word(this ApprovalStatus status) => status.ToString().ToLowerInvariant();
}
