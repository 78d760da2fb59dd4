using System.Text.Json.Nodes;

namespace Polpo.Core.Events;

/// <summary>Where people and superiors decide.</summary>
internal static class DecisionEvents
{
    public static readonly IReadOnlyList<EventRule> Rules =
    [
        new("approval.requested", "approval:requested", Request),
        new("approval.resolved", "approval:resolved", Request),
        new("approval.rejected", "approval:rejected", Request),
        new("approval.timeout", "approval:timeout", Request),
        EventRule.AsItIs("escalation.triggered", "escalation:triggered", "taskId"),
        EventRule.AsItIs("escalation.resolved", "escalation:resolved", "taskId"),
        EventRule.AsItIs("escalation.human", "escalation:human", "taskId"),
        new("deadlock.detected", "deadlock:detected", Deadlock),
        new("deadlock.resolved", "deadlock:resolved", Deadlock),
        new("deadlock.unresolvable", "deadlock:unresolvable", Deadlock),
        EventRule.AsItIs("sla.warning", "sla:warning", "entityId"),
        EventRule.AsItIs("sla.violated", "sla:violated", "entityId"),
        EventRule.AsItIs("sla.met", "sla:met", "entityId"),
    ];

    /// <summary>Its facts stand with what waits: a task, or something else that it names.</summary>
    private static JsonObject Request(EventFact fact)
    {
        var data = fact.With(fact.About.TaskId is null ? "subjectId" : "taskId");
        data["requestId"] = fact["request"];
        data.Remove("request");
        return data;
    }

    private static JsonObject Deadlock(EventFact fact)
    {
        var data = fact.With("taskId");
        data["failedDepId"] = fact["failedDependency"];
        data.Remove("failedDependency");
        return data;
    }
}
