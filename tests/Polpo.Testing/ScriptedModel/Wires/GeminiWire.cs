using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>Gemini's generateContent and streamGenerateContent.</summary>
internal sealed class GeminiWire : Wire
{
    public override string Api => "gemini";

    public override string? Key(
        IReadOnlyDictionary<string, string> headers,
        IReadOnlyDictionary<string, string> query
    ) => headers.GetValueOrDefault("x-goog-api-key") ?? query.GetValueOrDefault("key") ?? base.Key(headers, query);

    public override Conversation Read(WireRequest request) => GeminiReading.Read(request);

    public override JsonObject Whole(Conversation conversation, ScriptedReply reply, ReplyFacts facts)
    {
        var parts = new JsonArray();
        if (reply.Thinking.Length > 0)
            parts.Add(Thought(reply.Thinking));
        if (reply.Text.Length > 0)
            parts.Add(Text(reply.Text));
        foreach (var call in reply.Calls)
            parts.Add(Call(call));
        return Frame(conversation, facts, parts, Finish(reply), last: true);
    }

    /// <summary>A call is never split here: the protocol sends its arguments as one object.</summary>
    public override IEnumerable<SseEvent> Stream(Conversation conversation, ScriptedReply reply, ReplyFacts facts)
    {
        foreach (var piece in Fields.Pieces(reply.Thinking, reply.PieceSize))
            yield return Event(new JsonArray(Thought(piece)), null);
        foreach (var piece in Fields.Pieces(reply.Text, reply.PieceSize))
            yield return Event(new JsonArray(Text(piece)), null);
        foreach (var call in reply.Calls)
            yield return Event(new JsonArray(Call(call)), null);
        yield return Event(new JsonArray(Text("")), Finish(reply));

        SseEvent Event(JsonArray parts, string? finish) =>
            new(null, Fields.Json(Frame(conversation, facts, parts, finish, finish is not null)));
    }

    public override JsonObject Error(int status, string message, string? field) =>
        new()
        {
            ["error"] = new JsonObject
            {
                ["code"] = status,
                ["message"] = message,
                ["status"] = status switch
                {
                    400 => "INVALID_ARGUMENT",
                    401 => "UNAUTHENTICATED",
                    403 => "PERMISSION_DENIED",
                    404 => "NOT_FOUND",
                    429 => "RESOURCE_EXHAUSTED",
                    503 or 529 => "UNAVAILABLE",
                    _ => "INTERNAL",
                },
            },
        };

    public override SseEvent StreamError(string message) => new(null, Fields.Json(Error(503, message, null)));

    private static JsonObject Frame(
        Conversation conversation,
        ReplyFacts facts,
        JsonArray parts,
        string? finish,
        bool last
    )
    {
        var candidate = new JsonObject
        {
            ["content"] = new JsonObject { ["parts"] = parts, ["role"] = "model" },
            ["index"] = 0,
        };
        if (finish is not null)
            candidate["finishReason"] = finish;
        return new JsonObject
        {
            ["candidates"] = new JsonArray(candidate),
            ["usageMetadata"] = Usage(facts.Usage, last),
            ["modelVersion"] = conversation.Model,
            ["responseId"] = facts.Id,
        };
    }

    private static JsonObject Usage(ScriptedUsage usage, bool last)
    {
        var counts = new JsonObject { ["promptTokenCount"] = usage.Input };
        if (last)
            counts["candidatesTokenCount"] = usage.Output - usage.Reasoning;
        if (usage.CachedInput > 0)
            counts["cachedContentTokenCount"] = usage.CachedInput;
        if (usage.Reasoning > 0 && last)
            counts["thoughtsTokenCount"] = usage.Reasoning;
        counts["totalTokenCount"] = usage.Input + (last ? usage.Output : 0);
        return counts;
    }

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static JsonObject Thought(string text) => new() { ["text"] = text, ["thought"] = true };

    private static JsonObject Call(ToolUse call) =>
        new()
        {
            ["functionCall"] = new JsonObject
            {
                ["id"] = call.Id,
                ["name"] = call.Name,
                ["args"] = Arguments(call) ?? [],
            },
        };

    private static string Finish(ScriptedReply reply) =>
        reply.Truncated ? "MAX_TOKENS"
        : reply.Calls.Any(call => Arguments(call) is null) ? "MALFORMED_FUNCTION_CALL"
        : "STOP";

    private static JsonObject? Arguments(ToolUse call)
    {
        try
        {
            return JsonNode.Parse(call.Arguments) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
