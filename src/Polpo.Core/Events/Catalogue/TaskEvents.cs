using System.Text.Json.Nodes;
using static Polpo.Core.Events.EventFact;

namespace Polpo.Core.Events;

internal static class TaskEvents
{
    public static readonly IReadOnlyList<EventRule> Rules =
    [
        new("task.created", "task:created", fact => Payload(("task", fact.Task()))),
        new(
            "task.moved",
            "task:transition",
            fact =>
                Payload(
                    ("taskId", fact.Subject),
                    ("from", fact["from"]),
                    ("to", fact["to"]),
                    ("reason", fact["reason"]),
                    ("task", fact.Task(fact.Text("to")))
                )
        ),
        new(
            "task.moved",
            "task:updated",
            fact => Payload(("taskId", fact.Subject), ("task", fact.Task(fact.Text("to"))))
        ),
        new("task.moved", "assessment:started", fact => When(fact, "review", Payload(("taskId", fact.Subject)))),
        new("task.moved", "task:completed", fact => When(fact, "done", Ended(fact))),
        new("task.moved", "task:failed", fact => When(fact, "failed", Ended(fact))),
        new("task.deleted", "task:removed", fact => Payload(("taskId", fact.Subject))),
        new(
            "task.retried",
            "task:retry",
            fact =>
                Payload(
                    ("taskId", fact.Subject),
                    ("attempt", fact["retry"]),
                    ("maxRetries", fact.About.MaxRetries),
                    ("reason", fact["reason"])
                )
        ),
        new("task.fix", "task:fix", fact => Payload(("taskId", fact.Subject), ("attempt", fact["attempt"]))),
        EventRule.AsItIs("task.max_retries", "task:maxRetries", "taskId"),
        EventRule.AsItIs("task.retry_blocked", "task:retry:blocked", "taskId"),
        EventRule.AsItIs("task.question", "task:question", "taskId"),
        EventRule.AsItIs("task.answered", "task:answered", "taskId"),
        EventRule.AsItIs("task.approved", "task:approved", "taskId"),
        EventRule.AsItIs("task.rejected", "task:rejected", "taskId"),
        EventRule.AsItIs("task.changed", "task:updated", "taskId"),
        EventRule.AsItIs("task.merged", "task:merged", "taskId"),
        EventRule.AsItIs("task.branch", "task:branch", "taskId"),
        EventRule.AsItIs("watcher.created", "watcher:created", "taskId"),
        EventRule.AsItIs("watcher.fired", "watcher:fired", "taskId"),
        EventRule.AsItIs("watcher.failed", "watcher:failed", "taskId"),
        EventRule.AsItIs("watcher.removed", "watcher:removed", "taskId"),
        new(
            "task.session",
            "agent:spawned",
            fact =>
                Payload(
                    ("taskId", fact.Subject),
                    ("agentName", fact["agent"]),
                    ("taskTitle", fact.About.TaskTitle),
                    ("sessionId", fact["session"]),
                    ("attempt", fact["attempt"])
                )
        ),
        new(
            "task.assessed",
            "assessment:complete",
            fact =>
                Payload(
                    ("taskId", fact.Subject),
                    ("passed", fact["passed"]),
                    ("globalScore", fact["globalScore"]),
                    ("trigger", fact["trigger"])
                ),
            "assessment:completed"
        ),
    ];

    private static JsonObject? When(EventFact fact, string status, JsonObject data) =>
        fact.Text("to") == status ? data : null;

    private static JsonObject Ended(EventFact fact) =>
        Payload(("taskId", fact.Subject), ("reason", fact["reason"]), ("task", fact.Task(fact.Text("to"))));
}
