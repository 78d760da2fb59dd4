using System.Text.Json.Nodes;
using Polpo.Core.Agents;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Approvals.Gates;

/// <summary>May this step be taken? Asked inside the transaction that would take it.</summary>
/// <param name="Owner">Whose step it is; woken when a person has decided.</param>
/// <param name="Data">What conditions see: <c>task</c>, <c>mission</c> and what the step brings.</param>
public sealed record GateQuestion(HookPoint Point, Wake Owner, JsonObject Data)
{
    public required Id<Workspace> Workspace { get; init; }

    public required RosterSettings Settings { get; init; }

    /// <summary>Where it waits, as files write it.</summary>
    public string At { get; init; } = Point.Word();

    /// <summary>What it is about, in a few words of people's.</summary>
    public required string Title { get; init; }

    public required Id<User> Requester { get; init; }

    public required string RequesterName { get; init; }

    /// <summary>The gates that were passed already: they are not asked again.</summary>
    public IReadOnlyList<string> Passed { get; init; } = [];
}

/// <summary>What the first gate that does not let the step pass says.</summary>
public abstract record GateVerdict
{
    public static readonly GateVerdict Open = new Pass();

    public sealed record Pass : GateVerdict;

    /// <param name="Reason">A sentence for people: which gate, and why.</param>
    public sealed record Blocked(string GateId, string Reason) : GateVerdict;

    /// <summary>A person has to decide: the step waits for an approval.</summary>
    public sealed record Ask(ApprovalGate Gate) : GateVerdict;
}
