using Polpo.Core.Approvals.Expressions;

namespace Polpo.Core.Approvals.Gates;

/// <summary>Who decides at a gate.</summary>
public enum GateHandler
{
    /// <summary>The condition alone: where it holds, the step is blocked.</summary>
    Auto,

    /// <summary>A person, where the condition holds or there is none.</summary>
    Human,
}

public enum TimeoutAction
{
    Reject,
    Approve,

    /// <summary>Goes on to the next level of an escalation.</summary>
    Escalate,
}

/// <summary>One of <c>settings.approvalGates</c>.</summary>
public sealed record ApprovalGate
{
    public const int UsualPriority = 50;
    public const int UsualRevisions = 3;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required GateHandler Handler { get; init; }

    public required HookPoint Hook { get; init; }

    /// <summary>Null: always.</summary>
    public Expression? Condition { get; init; }

    public IReadOnlyList<string> NotifyChannels { get; init; } = [];

    /// <summary>How long a person has; null: for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    public TimeoutAction TimeoutAction { get; init; } = TimeoutAction.Reject;

    /// <summary>Lower is asked first.</summary>
    public int Priority { get; init; } = UsualPriority;

    /// <summary>How often a person may send the work back with feedback.</summary>
    public int MaxRevisions { get; init; } = UsualRevisions;

    /// <summary>Whether the request shows the registered outcomes.</summary>
    public bool IncludeOutcomes { get; init; }
}
