using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>Anthropic's messages.</summary>
internal sealed class AnthropicWire : Wire
{
    public override string Api => "anthropic";

    public override string? Key(
        IReadOnlyDictionary<string, string> headers,
        IReadOnlyDictionary<string, string> query
    ) => headers.GetValueOrDefault("x-api-key") ?? base.Key(headers, query);

    public override Conversation Read(WireRequest request) => AnthropicReadingWire.Read(request);

    public override JsonObject Whole(Conversation conversation, ScriptedReply reply, ReplyFacts facts)
    {
        var content = new JsonArray();
        if (reply.Thinking.Length > 0)
            content.Add(Thinking(reply.Thinking, Signature(reply)));
        if (reply.Text.Length > 0)
            content.Add(Text(reply.Text));
        foreach (var call in reply.Calls)
            content.Add(Use(call, Input(call.Arguments)));
        var message = Message(conversation, facts, content, Usage(facts.Usage, facts.Usage.Output));
        message["stop_reason"] = Stop(reply);
        return message;
    }

    public override IEnumerable<SseEvent> Stream(Conversation conversation, ScriptedReply reply, ReplyFacts facts)
    {
        var start = Message(conversation, facts, [], Usage(facts.Usage, 1));
        yield return Event("message_start", new JsonObject { ["message"] = start });
        var index = 0;
        if (reply.Thinking.Length > 0)
        {
            var pieces = Fields
                .Pieces(reply.Thinking, reply.PieceSize)
                .Select(piece => Delta("thinking_delta", "thinking", piece));
            foreach (
                var step in Block(
                    index++,
                    Thinking("", ""),
                    pieces.Append(Delta("signature_delta", "signature", Signature(reply)))
                )
            )
                yield return step;
        }
        if (reply.Text.Length > 0 || reply.Calls.Count == 0)
        {
            foreach (
                var step in Block(
                    index++,
                    Text(""),
                    Fields.Pieces(reply.Text, reply.PieceSize).Select(piece => Delta("text_delta", "text", piece))
                )
            )
                yield return step;
        }
        foreach (var call in reply.Calls)
        {
            var pieces = Fields
                .Pieces(call.Arguments, reply.PieceSize)
                .Prepend("")
                .Select(piece => Delta("input_json_delta", "partial_json", piece));
            foreach (var step in Block(index++, Use(call, []), pieces))
                yield return step;
        }
        var stop = new JsonObject { ["stop_reason"] = Stop(reply), ["stop_sequence"] = null };
        yield return Event(
            "message_delta",
            new JsonObject { ["delta"] = stop, ["usage"] = Usage(facts.Usage, facts.Usage.Output) }
        );
        yield return Event("message_stop", []);
    }

    public override JsonObject Error(int status, string message, string? field) =>
        new()
        {
            ["type"] = "error",
            ["error"] = new JsonObject { ["type"] = Kind(status), ["message"] = message },
            ["request_id"] = "req_polpo",
        };

    public override SseEvent StreamError(string message) =>
        Event(
            "error",
            new JsonObject
            {
                ["error"] = new JsonObject { ["type"] = "overloaded_error", ["message"] = message },
            }
        );

    private static IEnumerable<SseEvent> Block(int index, JsonObject block, IEnumerable<JsonObject> deltas)
    {
        yield return Event("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = block });
        if (index == 0)
            yield return Event("ping", []);
        foreach (var delta in deltas)
            yield return Event("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = delta });
        yield return Event("content_block_stop", new JsonObject { ["index"] = index });
    }

    private static SseEvent Event(string type, JsonObject data)
    {
        data.Insert(0, "type", type);
        return new SseEvent(type, Fields.Json(data));
    }

    private static JsonObject Message(
        Conversation conversation,
        ReplyFacts facts,
        JsonArray content,
        JsonObject usage
    ) =>
        new()
        {
            ["id"] = facts.Id,
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = conversation.Model,
            ["content"] = content,
            ["stop_reason"] = null,
            ["stop_sequence"] = null,
            ["usage"] = usage,
        };

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonObject Thinking(string text, string signature) =>
        new()
        {
            ["type"] = "thinking",
            ["thinking"] = text,
            ["signature"] = signature,
        };

    /// <summary>What a request must give back unchanged with this thinking.</summary>
    internal static string Signature(ScriptedReply reply) => "sig" + reply.Thinking.Length;

    private static JsonObject Use(ToolUse call, JsonObject input) =>
        new()
        {
            ["type"] = "tool_use",
            ["id"] = call.Id,
            ["name"] = call.Name,
            ["input"] = input,
        };

    private static JsonObject Delta(string type, string field, string text) =>
        new() { ["type"] = type, [field] = text };

    /// <summary>Outside of a stream the protocol can only carry an object.</summary>
    private static JsonObject Input(string arguments)
    {
        try
        {
            return JsonNode.Parse(arguments) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static JsonObject Usage(ScriptedUsage usage, int output) =>
        new()
        {
            ["input_tokens"] = usage.Input - usage.CachedInput - usage.CacheWrite,
            ["cache_creation_input_tokens"] = usage.CacheWrite,
            ["cache_read_input_tokens"] = usage.CachedInput,
            ["output_tokens"] = output,
            ["service_tier"] = "standard",
        };

    private static string Stop(ScriptedReply reply) =>
        reply.Truncated ? "max_tokens"
        : reply.Calls.Count > 0 ? "tool_use"
        : "end_turn";

    private static string Kind(int status) =>
        status switch
        {
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            >= 500 => "api_error",
            _ => "invalid_request_error",
        };
}
