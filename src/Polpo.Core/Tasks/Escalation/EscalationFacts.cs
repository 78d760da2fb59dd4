using Polpo.Engine.Journal;

namespace Polpo.Core.Tasks.Escalation;

/// <param name="Handler">agent, orchestrator or human.</param>
public sealed record EscalationTriggered(int Level, string Handler, string? Target) : IFact
{
    public static string Type => "escalation.triggered";
}

/// <param name="Action">done, approve, reject, revise or escalate.</param>
public sealed record EscalationResolved(int Level, string Action) : IFact
{
    public static string Type => "escalation.resolved";
}

/// <summary>A person is asked.</summary>
public sealed record EscalationHuman(int Level, string Message, IReadOnlyList<string> Channels) : IFact
{
    public static string Type => "escalation.human";
}
