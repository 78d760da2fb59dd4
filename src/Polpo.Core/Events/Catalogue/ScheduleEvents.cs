using System.Text.Json.Nodes;
using static Polpo.Core.Events.EventFact;

namespace Polpo.Core.Events;

internal static class ScheduleEvents
{
    public static readonly IReadOnlyList<EventRule> Rules =
    [
        new("schedule.created", "schedule:created", fact => Timed(fact, ("name", fact["name"]))),
        new(
            "schedule.triggered",
            "schedule:triggered",
            fact =>
                Timed(
                    fact,
                    ("runId", fact["run"]),
                    ("occurrenceAt", fact["occurrenceAt"]),
                    ("trigger", fact["trigger"]),
                    ("reference", fact["reference"])
                )
        ),
        new(
            "schedule.skipped",
            "schedule:skipped",
            fact =>
                Payload(
                    ("scheduleId", fact.Subject),
                    ("runId", fact["run"]),
                    ("occurrenceAt", fact["occurrenceAt"]),
                    ("reason", fact["reason"]),
                    ("missed", fact["missed"])
                )
        ),
        // A run's end: what the catalogue calls completed.
        new(
            "schedule.run_ended",
            "schedule:completed",
            fact =>
                Payload(
                    ("scheduleId", fact.Subject),
                    ("runId", fact["run"]),
                    ("status", fact["status"]),
                    ("reference", fact["reference"]),
                    ("error", fact["error"])
                )
        ),
        new(
            "schedule.completed",
            "schedule:expired",
            fact => Payload(("scheduleId", fact.Subject), ("endDate", fact["endsAt"]))
        ),
        new("schedule.changed", "schedule:updated", fact => Timed(fact, ("revision", fact["revision"]))),
        EventRule.AsItIs("schedule.paused", "schedule:paused", "scheduleId"),
        new("schedule.resumed", "schedule:resumed", fact => Timed(fact)),
        EventRule.AsItIs("schedule.deleted", "schedule:deleted", "scheduleId"),
    ];

    private static JsonObject Timed(EventFact fact, params ReadOnlySpan<(string Key, JsonNode? Value)> further)
    {
        var data = Payload(("scheduleId", fact.Subject), ("expression", fact["timing"]), ("nextRunAt", fact["nextAt"]));
        foreach (var (key, value) in further)
        {
            if (value is not null)
                data[key] = value;
        }
        return data;
    }
}
