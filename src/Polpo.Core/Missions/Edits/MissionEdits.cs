using System.Text.Json.Nodes;
using Polpo.Core.Missions.Documents;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Edits;

/// <summary>Changes of a mission document, all or none. What they do not touch stays as it was written.</summary>
internal sealed class MissionEdits
{
    private static readonly string[] Fields =
    [
        "prompt",
        "deadline",
        "schedule",
        "endDate",
        "qualityThreshold",
        "maxConcurrency",
        "notifications",
    ];

    private readonly JsonObject _body;
    private readonly List<string> _said = [];

    private MissionEdits(JsonObject body) => _body = body;

    /// <returns>The new text, and each edit in words.</returns>
    /// <exception cref="RefusedException">An edit is none, or names what is not there; the message says which and what to do.</exception>
    public static (byte[] Text, IReadOnlyList<string> Said) Apply(MissionText text, IReadOnlyList<JsonObject> edits)
    {
        if (edits.Count == 0)
            throw Refuse(-1, "There is no edit. Send a list such as [{\"op\": \"removeTask\", \"title\": \"…\"}].");
        var before = JsonNode.Parse(text.Body.Raw)!.AsObject();
        var body = before.DeepClone().AsObject();
        var change = new MissionEdits(body);
        for (var number = 0; number < edits.Count; number++)
            change.Do(number, edits[number]);
        var bytes = text.Edited(
            (edit, part) =>
            {
                foreach (var (name, value) in body)
                {
                    if (value is null || JsonNode.DeepEquals(value, before[name]))
                        continue;
                    if (part[name] is { } stands)
                        edit.Replace(stands, value.DeepClone());
                    else
                        edit.Append(part, name, value.DeepClone());
                }
            }
        );
        return (bytes, change._said);
    }

    private void Do(int number, JsonObject edit)
    {
        switch (Text(number, edit, "op"))
        {
            case "addTask":
                EditList.Of(_body, "tasks", "title").Add(number, Value(number, edit, "task"), _said);
                break;
            case "updateTask":
                var title = Text(number, edit, "title");
                EditList.Of(_body, "tasks", "title").Update(number, title, Value(number, edit, "changes"), _said);
                if (edit["changes"]!["title"]?.ToString() is { } renamed && renamed != title) // Value has read it
                    References.Rename(_body, title, renamed);
                break;
            case "removeTask":
                RemoveTask(number, Text(number, edit, "title"));
                break;
            case "reorderTasks":
                EditList.Of(_body, "tasks", "title").Reorder(number, Titles(number, edit), _said);
                break;
            case "add":
                Named(number, edit).Add(number, Value(number, edit, "value"), _said);
                break;
            case "update":
                Named(number, edit).Update(number, Text(number, edit, "name"), Value(number, edit, "changes"), _said);
                break;
            case "remove":
                Named(number, edit).Remove(number, Text(number, edit, "name"), _said);
                break;
            case "set":
                Set(number, Text(number, edit, "field"), edit["value"]);
                break;
            case var other:
                throw Refuse(
                    number,
                    $"op is \"{other}\"; it must be one of addTask, updateTask, removeTask, reorderTasks, add, update, remove, set."
                );
        }
    }

    private void RemoveTask(int number, string title)
    {
        var tasks = EditList.Of(_body, "tasks", "title");
        if (tasks.Count == 1)
            throw Refuse(number, "The last task cannot be removed. Delete the mission, or add another task first.");
        tasks.Remove(number, title, _said);
        References.Remove(_body, title);
    }

    private void Set(int number, string field, JsonNode? value)
    {
        if (!Fields.Contains(field))
            throw Refuse(number, $"field is \"{field}\"; it must be one of {string.Join(", ", Fields)}.");
        _body[field] =
            value?.DeepClone()
            ?? throw Refuse(number, "value is missing. To take a field away, store the document anew.");
        _said.Add($"{field} set");
    }

    private EditList Named(int number, JsonObject edit) =>
        Text(number, edit, "list") switch
        {
            "qualityGates" or "checkpoints" or "delays" or "team" => EditList.Of(
                _body,
                edit["list"]!.ToString(),
                "name"
            ), // just read
            var other => throw Refuse(
                number,
                $"list is \"{other}\"; it must be one of qualityGates, checkpoints, delays, team."
            ),
        };

    private static List<string> Titles(int number, JsonObject edit) =>
        edit["titles"] is JsonArray titles
            ? [.. titles.Select(title => title?.ToString() ?? "")]
            : throw Refuse(number, "titles is missing. List all titles in their new order.");

    private static string Text(int number, JsonObject edit, string field) =>
        edit[field] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw Refuse(number, $"{field} is missing. Give it a text.");

    private static JsonObject Value(int number, JsonObject edit, string field) =>
        edit[field] as JsonObject ?? throw Refuse(number, $"{field} is missing. Give it an object.");

    internal static RefusedException Refuse(int number, string what) =>
        new(Refusal.Invalid, number < 0 ? what : $"edits[{number}]: {what}");
}
