using System.Text.Json.Nodes;
using Polpo.Engine.Journal;

namespace Polpo.Core.Events;

/// <summary>What the subject of a fact is, beyond its id.</summary>
internal sealed record EventSubject(string? TaskId, string? TaskTitle, string? Agent, int? MaxRetries)
{
    public static readonly EventSubject Unknown = new(null, null, null, null);
}

/// <summary>A fact as rules read it.</summary>
internal sealed class EventFact(Fact fact, EventSubject about)
{
    private readonly JsonObject _body = JsonNode.Parse(fact.Body) as JsonObject ?? [];

    public string Subject => fact.Subject;

    public string Actor => fact.Actor;

    public DateTimeOffset At => fact.At;

    public EventSubject About => about;

    /// <summary>A field of the fact, as a value of its own.</summary>
    public JsonNode? this[string field] => _body[field]?.DeepClone();

    public string? Text(string field) =>
        _body[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The task that it is about, as it is after the fact.</summary>
    public JsonObject Task(string? status = null) =>
        Payload(
            ("id", about.TaskId ?? Subject),
            ("title", about.TaskTitle),
            ("assignTo", about.Agent),
            ("status", status)
        );

    /// <summary>All fields of the fact, and the id of its subject under the key.</summary>
    public JsonObject With(string idKey)
    {
        var data = Payload((idKey, Subject));
        if (about.TaskId is { } task && idKey != "taskId" && !_body.ContainsKey("taskId"))
            data["taskId"] = task;
        foreach (var (name, value) in _body)
            data.TryAdd(name, value?.DeepClone());
        return data;
    }

    /// <summary>Without what is null.</summary>
    public static JsonObject Payload(params ReadOnlySpan<(string Key, JsonNode? Value)> members)
    {
        var data = new JsonObject();
        foreach (var (key, value) in members)
        {
            if (value is not null)
                data[key] = value;
        }
        return data;
    }
}
