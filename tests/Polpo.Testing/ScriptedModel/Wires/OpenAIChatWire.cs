using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>OpenAI's chat completions.</summary>
internal sealed class OpenAIChatWire : Wire
{
    public override string Api => "openai-chat";

    public override Conversation Read(WireRequest request) => OpenAIChatReading.Read(request);

    public override JsonObject Whole(Conversation conversation, ScriptedReply reply, ReplyFacts facts)
    {
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = reply.Text.Length > 0 ? reply.Text : null,
            ["refusal"] = null,
            ["annotations"] = new JsonArray(),
        };
        if (reply.Thinking.Length > 0)
            message["reasoning_content"] = reply.Thinking;
        if (reply.Calls.Count > 0)
            message["tool_calls"] = new JsonArray([.. reply.Calls.Select(call => Call(call, call.Arguments))]);
        return new JsonObject
        {
            ["id"] = facts.Id,
            ["object"] = "chat.completion",
            ["created"] = facts.Created,
            ["model"] = conversation.Model,
            ["choices"] = new JsonArray(
                new JsonObject
                {
                    ["index"] = 0,
                    ["message"] = message,
                    ["logprobs"] = null,
                    ["finish_reason"] = Finish(reply),
                }
            ),
            ["usage"] = Usage(facts.Usage),
            ["service_tier"] = "default",
            ["system_fingerprint"] = "fp_polpo",
        };
    }

    public override IEnumerable<SseEvent> Stream(Conversation conversation, ScriptedReply reply, ReplyFacts facts)
    {
        var first = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = reply.Calls.Count > 0 && reply.Text.Length == 0 ? null : "",
        };
        first["refusal"] = null;
        yield return Chunk(first);
        foreach (var piece in Fields.Pieces(reply.Thinking, reply.PieceSize))
            yield return Chunk(new JsonObject { ["reasoning_content"] = piece });
        foreach (var piece in Fields.Pieces(reply.Text, reply.PieceSize))
            yield return Chunk(new JsonObject { ["content"] = piece });
        for (var index = 0; index < reply.Calls.Count; index++)
        {
            yield return Chunk(Calls(index, Call(reply.Calls[index], "")));
            foreach (var piece in Fields.Pieces(reply.Calls[index].Arguments, reply.PieceSize))
                yield return Chunk(
                    Calls(index, new JsonObject { ["function"] = new JsonObject { ["arguments"] = piece } })
                );
        }
        yield return Chunk(new JsonObject(), Finish(reply));
        if (conversation.StreamUsage)
            yield return new SseEvent(null, Fields.Json(Frame(new JsonArray(), Usage(facts.Usage))));
        yield return new SseEvent(null, "[DONE]");

        JsonObject Calls(int index, JsonObject call) => new() { ["tool_calls"] = new JsonArray(With(call, index)) };

        SseEvent Chunk(JsonObject delta, string? finish = null)
        {
            var choice = new JsonObject
            {
                ["index"] = 0,
                ["delta"] = delta,
                ["logprobs"] = null,
                ["finish_reason"] = finish,
            };
            return new SseEvent(null, Fields.Json(Frame(new JsonArray(choice), null)));
        }

        JsonObject Frame(JsonArray choices, JsonObject? usage)
        {
            var frame = new JsonObject
            {
                ["id"] = facts.Id,
                ["object"] = "chat.completion.chunk",
                ["created"] = facts.Created,
                ["model"] = conversation.Model,
                ["service_tier"] = "default",
                ["system_fingerprint"] = "fp_polpo",
                ["choices"] = choices,
            };
            if (conversation.StreamUsage)
                frame["usage"] = usage;
            return frame;
        }
    }

    public override JsonObject Error(int status, string message, string? field) =>
        OpenAIErrors.Body(status, message, field);

    public override SseEvent StreamError(string message) =>
        new(null, Fields.Json(OpenAIErrors.Body(500, message, null)));

    private static JsonObject With(JsonObject call, int index)
    {
        call.Insert(0, "index", index);
        return call;
    }

    private static JsonObject Call(ToolUse call, string arguments) =>
        new()
        {
            ["id"] = call.Id,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = arguments },
        };

    private static string Finish(ScriptedReply reply) =>
        reply.Truncated ? "length"
        : reply.Calls.Count > 0 ? "tool_calls"
        : "stop";

    private static JsonObject Usage(ScriptedUsage usage) =>
        new()
        {
            ["prompt_tokens"] = usage.Input,
            ["completion_tokens"] = usage.Output,
            ["total_tokens"] = usage.Input + usage.Output,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CachedInput, ["audio_tokens"] = 0 },
            ["completion_tokens_details"] = new JsonObject
            {
                ["reasoning_tokens"] = usage.Reasoning,
                ["audio_tokens"] = 0,
                ["accepted_prediction_tokens"] = 0,
                ["rejected_prediction_tokens"] = 0,
            },
        };
}
