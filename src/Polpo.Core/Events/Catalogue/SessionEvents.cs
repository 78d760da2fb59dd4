using System.Text.Json.Nodes;
using static Polpo.Core.Events.EventFact;

namespace Polpo.Core.Events;

internal static class SessionEvents
{
    public static readonly IReadOnlyList<EventRule> Rules =
    [
        new(
            "session.created",
            "session:created",
            fact =>
                Payload(
                    ("sessionId", fact.Subject),
                    ("title", fact["title"]),
                    ("agentName", fact["agent"]),
                    ("model", fact["model"]),
                    ("taskId", fact["task"])
                ),
            "session:started"
        ),
        new("session.ended", "session:ended", fact => Payload(("sessionId", fact.Subject))),
        new(
            "session.canceled",
            "session:ended",
            fact => Payload(("sessionId", fact.Subject), ("reason", fact["reason"]))
        ),
        new("turn.requested", "message:added", fact => Message(fact, fact.Text("turn"), "user")),
        new(
            "model.replied",
            "message:added",
            fact => Message(fact, $"{fact.Text("turn")}.{fact["step"]}", "assistant")
        ),
        new(
            "tool.started",
            "agent:activity",
            fact =>
                Payload(
                    ("taskId", fact.About.TaskId),
                    ("sessionId", fact.Subject),
                    ("agentName", fact.About.Agent),
                    ("tool", fact["name"])
                )
        ),
        new(
            "turn.ended",
            "agent:finished",
            fact =>
                Payload(
                    ("taskId", fact.About.TaskId),
                    ("agentName", fact.About.Agent),
                    ("exitCode", fact.Text("result") == "done" ? 0 : 1),
                    ("sessionId", fact.Subject),
                    ("reason", fact["reason"])
                ),
            "agent:completed"
        ),
    ];

    private static JsonObject Message(EventFact fact, string? id, string role) =>
        Payload(("sessionId", fact.Subject), ("messageId", id), ("role", role), ("taskId", fact.About.TaskId));
}
