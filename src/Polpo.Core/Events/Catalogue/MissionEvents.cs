using System.Text.Json.Nodes;
using static Polpo.Core.Events.EventFact;

namespace Polpo.Core.Events;

internal static class MissionEvents
{
    public static readonly IReadOnlyList<EventRule> Rules =
    [
        EventRule.AsItIs("mission.created", "mission:saved", "missionId", "mission:created"),
        EventRule.AsItIs("mission.changed", "mission:saved", "missionId"),
        EventRule.AsItIs("mission.moved", "mission:transition", "missionId"),
        new(
            "mission.executed",
            "mission:executed",
            fact =>
                Payload(
                    ("missionId", fact.Subject),
                    ("group", fact["group"]),
                    ("taskCount", fact["tasks"]),
                    ("run", fact["run"]),
                    ("number", fact["number"])
                )
        ),
        new("mission.ended", "mission:completed", Ended),
        new(
            "mission.ended",
            "quality:threshold:failed",
            fact =>
                fact["threshold"] is { } threshold
                    ? Payload(
                        ("missionId", fact.Subject),
                        ("group", fact["group"]),
                        ("avgScore", fact["score"]),
                        ("threshold", threshold)
                    )
                    : null
        ),
        EventRule.AsItIs("mission.resumed", "mission:resumed", "missionId"),
        EventRule.AsItIs("mission.merged", "mission:merged", "missionId"),
        EventRule.AsItIs("mission.overdue", "mission:overdue", "missionId"),
        new(
            "mission.deleted",
            "mission:deleted",
            fact => Payload(("missionId", fact.Subject), ("name", fact["name"]), ("deletedTasks", fact["tasks"]))
        ),
        Hold("checkpoint.reached", "checkpoint:reached", "checkpointName", "reachedAt"),
        Hold("checkpoint.resumed", "checkpoint:resumed", "checkpointName"),
        Hold("delay.started", "delay:started", "delayName", "startedAt"),
        Hold("delay.expired", "delay:expired", "delayName"),
        Hold("quality_gate.passed", "quality:gate:passed", "gateName"),
        Hold("quality_gate.failed", "quality:gate:failed", "gateName"),
    ];

    private static JsonObject Ended(EventFact fact)
    {
        var report = Payload(("missionId", fact.Subject), ("avgScore", fact["score"]));
        foreach (var field in new[] { "group", "allPassed", "cost", "branch", "commit", "reason" })
        {
            if (fact[field] is { } value)
                report[field] = value;
        }
        return Payload(
            ("missionId", fact.Subject),
            ("run", fact["run"]),
            ("allPassed", fact["allPassed"]),
            ("report", report)
        );
    }

    /// <summary>What holds tasks back has a name of its own kind, and the end and the score their names of the catalogue.</summary>
    private static EventRule Hold(string factType, string name, string nameKey, string? atKey = null) =>
        new(
            factType,
            name,
            fact =>
            {
                var data = Payload(
                    ("missionId", fact.Subject),
                    (nameKey, fact["name"]),
                    ("avgScore", fact["score"]),
                    ("expiresAt", fact["until"])
                );
                if (atKey is not null)
                    data[atKey] = fact.At;
                foreach (var field in new[] { "group", "message", "reason", "afterTasks", "blocksTasks" })
                {
                    if (fact[field] is { } value)
                        data[field] = value;
                }
                return data;
            }
        );
}
