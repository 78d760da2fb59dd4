using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>The messages of a request to Anthropic, checked pair by pair.</summary>
internal static class AnthropicEntries
{
    public static List<Entry> Read(JsonArray messages, bool thinks)
    {
        if (messages.Count == 0)
            throw new RefusedRequestException(400, "messages: at least one message is required");
        var entries = new List<Entry>();
        var open = new List<string>();
        for (var index = 0; index < messages.Count; index++)
        {
            var message = Fields.Object(messages[index], $"messages.{index}");
            var role = Fields.Text(message, "role", $"messages.{index}.");
            if (role is not ("user" or "assistant"))
                throw new RefusedRequestException(
                    400,
                    $"messages: Unexpected role \"{role}\". Allowed roles are \"user\" or \"assistant\"."
                );
            if (index == 0 && role != "user")
                throw new RefusedRequestException(400, "messages: first message must use the \"user\" role");
            var blocks = Blocks(
                message["content"],
                $"messages.{index}",
                last: index == messages.Count - 1 && role == "assistant"
            );
            var entry = role == "user" ? User(blocks, open, index) : Model(blocks, open, index);
            entries.Add(entry);
            var newest = !messages.Skip(index + 1).Any(later => later?["role"]?.ToString() == "assistant");
            if (
                thinks
                && newest
                && entry.Calls.Count > 0
                && blocks[0]["type"]?.ToString() is not ("thinking" or "redacted_thinking")
            )
                throw new RefusedRequestException(
                    400,
                    $"messages.{index}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{blocks[0]["type"]}`. "
                        + "When `thinking` is enabled, a final `assistant` message must start with a thinking block."
                );
        }
        return open.Count == 0 ? entries : throw Unanswered(open, messages.Count - 1);
    }

    public static int CacheMarks(JsonNode? node) =>
        node switch
        {
            JsonObject entry => (entry.ContainsKey("cache_control") && entry["cache_control"] is not null ? 1 : 0)
                + entry.Sum(field => CacheMarks(field.Value)),
            JsonArray list => list.Sum(CacheMarks),
            _ => 0,
        };

    private static List<JsonObject> Blocks(JsonNode? content, string at, bool last)
    {
        if (content is JsonValue value && value.TryGetValue<string>(out var text))
            return [Checked(new JsonObject { ["type"] = "text", ["text"] = text }, at, last)];
        if (content is not JsonArray list || list.Count == 0)
            throw new RefusedRequestException(400, $"{at}: all messages must have non-empty content");
        return
        [
            .. list.Select(
                (node, index) =>
                    Checked(
                        Fields.Object(node, $"{at}.content.{index}"),
                        $"{at}.content.{index}",
                        last && index == list.Count - 1
                    )
            ),
        ];
    }

    private static JsonObject Checked(JsonObject block, string at, bool last)
    {
        if (block["type"]?.ToString() != "text")
            return block;
        var text = Fields.Text(block, "text", at + ".");
        if (string.IsNullOrWhiteSpace(text))
            throw new RefusedRequestException(400, $"{at}: text content blocks must contain non-whitespace text");
        if (last && text != text.TrimEnd())
            throw new RefusedRequestException(
                400,
                "messages: final assistant content cannot end with trailing whitespace"
            );
        return block;
    }

    private static Entry User(List<JsonObject> blocks, List<string> open, int index)
    {
        var results = new List<ToolAnswer>();
        foreach (var block in blocks.Where(block => block["type"]?.ToString() == "tool_result"))
        {
            var id = Fields.Text(block, "tool_use_id", $"messages.{index}.");
            if (!open.Remove(id))
                throw new RefusedRequestException(
                    400,
                    $"messages.{index}.content: unexpected `tool_use_id` found in `tool_result` blocks: {id}. "
                        + "Each `tool_result` block must have a corresponding `tool_use` block in the previous message."
                );
            results.Add(
                new ToolAnswer(
                    id,
                    Fields.Content(block["content"], "content", "text"),
                    block["is_error"]?.GetValue<bool>() == true
                )
            );
        }
        if (open.Count > 0)
            throw Unanswered(open, index - 1);
        return new Entry(Role.User, Words(blocks)) { Results = results };
    }

    private static Entry Model(List<JsonObject> blocks, List<string> open, int index)
    {
        if (open.Count > 0)
            throw Unanswered(open, index - 1);
        var calls = new List<ToolUse>();
        foreach (var block in blocks.Where(block => block["type"]?.ToString() == "tool_use"))
        {
            var input = Fields.Object(block["input"], $"messages.{index}.content.input");
            calls.Add(new ToolUse(Fields.Text(block, "id"), Fields.Text(block, "name"), Fields.Json(input)));
        }
        foreach (var block in blocks.Where(block => block["type"]?.ToString() == "thinking"))
        {
            if (Fields.Text(block, "signature") != "sig" + Fields.Text(block, "thinking").Length)
                throw new RefusedRequestException(
                    400,
                    $"messages.{index}.content.0: Invalid `signature` in `thinking` block"
                );
        }
        open.AddRange(calls.Select(call => call.Id));
        var thinking = string.Concat(
            blocks
                .Where(block => block["type"]?.ToString() == "thinking")
                .Select(block => block["thinking"]?.ToString())
        );
        return new Entry(Role.Model, Words(blocks)) { Calls = calls, Thinking = thinking };
    }

    private static string Words(List<JsonObject> blocks) =>
        string.Join(
            '\n',
            blocks.Where(block => block["type"]?.ToString() == "text").Select(block => block["text"]?.ToString())
        );

    private static RefusedRequestException Unanswered(List<string> open, int index) =>
        new(
            400,
            $"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}. "
                + "Each `tool_use` block must have a corresponding `tool_result` block in the next message."
        );
}
