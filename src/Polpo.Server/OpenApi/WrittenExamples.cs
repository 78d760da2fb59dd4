using System.Text.Json.Nodes;

namespace Polpo.Server.OpenApi;

/// <summary>Bodies whose schema leaves open what stands in them, by operation.</summary>
internal static class WrittenExamples
{
    private const string Task = "task_019a0000000070008000000000000002";

    private const string Mission = """
        {"name":"Release 2","tasks":[{"title":"Write the notes","expectations":[{"type":"file_exists","paths":["NOTES.md"]}]},{"title":"Tag it","dependsOn":["Write the notes"]}]}
        """;

    private const string Playbook = """
        {"name":"fix","description":"Fix one thing.","parameters":[{"name":"what","required":true}],"mission":{"name":"Fix {{what}}","tasks":[{"title":"Fix it","description":"{{what}}"}]}}
        """;

    private const string Run = """{"parameters":{"what":"the door"}}""";

    private const string Schedule = """
        {"name":"nightly","timing":{"kind":"cron","expression":"0 3 * * *","timezone":"Europe/Berlin"},"invocation":{"kind":"task","task":{"title":"Tidy up","expectations":[{"type":"test","command":"npm test"}]}}}
        """;

    private const string Watcher =
        $$"""{"taskId":"{{Task}}","targetStatus":"done","action":{"kind":"task","task":{"title":"After it"} } }""";

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["PUT /api/v1/users/{user}/roles"] = """{"roles":["Developer","QA"]}""",
        ["PATCH /api/v1/configuration/settings"] = """{"maxRetries":2,"allowedHosts":["registry.npmjs.org"]}""",
        ["PATCH /api/v1/tasks/{id}"] = """{"priority":3,"deadline":"2099-01-01T00:00:00Z"}""",
        ["POST /api/v1/watchers"] = Watcher,
        ["POST /api/v1/approvals/{id}/approve"] = """{"note":"Looked at it."}""",
        ["POST /api/v1/schedules"] = Schedule,
        ["PATCH /api/v1/schedules/{id}"] = """{"timing":{"kind":"cron","expression":"0 4 * * *","timezone":"UTC"}}""",
        ["POST /api/v1/schedules/{id}/runs"] = """{"idempotencyKey":"2026-01-15"}""",
        ["POST /api/v1/missions"] = Mission,
        ["PUT /api/v1/missions/{id}"] = Mission,
        ["POST /api/v1/missions/validate"] = Mission,
        ["PATCH /api/v1/missions/{id}"] = """{"edits":[{"op":"addTask","task":{"title":"Check it"}}]}""",
        ["POST /api/v1/missions/draft"] = """{"prompt":"Bring the library to its next version."}""",
        ["POST /api/v1/missions/{id}/resume"] = """{"retryFailed":true}""",
        ["POST /api/v1/playbooks"] = Playbook,
        ["PUT /api/v1/playbooks/{name}"] = Playbook,
        ["POST /api/v1/playbooks/validate"] = Playbook,
        ["POST /api/v1/playbooks/{name}/preview"] = Run,
        ["POST /api/v1/playbooks/{name}/run"] = Run,
        ["POST /api/v1/webhooks"] = """{"url":"https://hooks.example.com/polpo","events":["task:completed"]}""",
        ["PATCH /api/v1/webhooks/{id}"] = """{"events":["task:*"],"status":"paused"}""",
        ["POST /api/v1/storage/clean"] = """{"dryRun":true,"kinds":["blobs"],"olderThan":"30d"}""",
    };

    public static JsonNode? Of(string operation) =>
        Texts.TryGetValue(operation, out var text) ? JsonNode.Parse(text) : null;
}
