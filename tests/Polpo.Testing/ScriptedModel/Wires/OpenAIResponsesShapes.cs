using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>The response object of OpenAI's responses, which its first and last events carry.</summary>
internal static class OpenAIResponsesShapes
{
    public static JsonObject Response(
        Conversation conversation,
        ReplyFacts facts,
        string status,
        JsonArray output,
        bool withUsage
    ) =>
        new()
        {
            ["id"] = facts.Id,
            ["object"] = "response",
            ["created_at"] = facts.Created,
            ["status"] = status,
            ["background"] = false,
            ["error"] = null,
            ["incomplete_details"] =
                status == "incomplete" ? new JsonObject { ["reason"] = "max_output_tokens" } : null,
            ["instructions"] = conversation.Body["instructions"]?.DeepClone(),
            ["max_output_tokens"] = conversation.Body["max_output_tokens"]?.DeepClone(),
            ["model"] = conversation.Model,
            ["output"] = output,
            ["parallel_tool_calls"] = true,
            ["previous_response_id"] = null,
            ["reasoning"] = new JsonObject { ["effort"] = null, ["summary"] = null },
            ["service_tier"] = "default",
            ["store"] = false,
            ["temperature"] = 1.0,
            ["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "text" } },
            ["tool_choice"] = "auto",
            ["tools"] = conversation.Body["tools"]?.DeepClone() ?? new JsonArray(),
            ["top_p"] = 1.0,
            ["truncation"] = "disabled",
            ["usage"] = withUsage ? Usage(facts.Usage) : null,
            ["user"] = null,
            ["metadata"] = new JsonObject(),
        };

    private static JsonObject Usage(ScriptedUsage usage) =>
        new()
        {
            ["input_tokens"] = usage.Input,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CachedInput },
            ["output_tokens"] = usage.Output,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
            ["total_tokens"] = usage.Input + usage.Output,
        };
}
