using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>What OpenAI's responses accept.</summary>
internal static class OpenAIResponsesReading
{
    private const string Known =
        "model input instructions tools tool_choice parallel_tool_calls stream stream_options temperature top_p max_output_tokens max_tool_calls "
        + "reasoning text truncation store metadata previous_response_id include user service_tier background prompt prompt_cache_key "
        + "prompt_cache_retention safety_identifier top_logprobs conversation";

    public static Conversation Read(WireRequest request)
    {
        var body = request.Body;
        Fields.Only(body, Known, field => $"Unknown parameter: '{field}'.");
        var tools = Tools(body);
        var entries =
            body["input"] is JsonValue text && text.TryGetValue<string>(out var words)
                ? [new Entry(Role.User, words)]
                : Items(Fields.List(body, "input"));
        if (Fields.OptionalText(body, "instructions") is { } instructions)
            entries.Insert(0, new Entry(Role.System, instructions));
        return new Conversation
        {
            Api = "openai-responses",
            Model = Fields.Text(body, "model"),
            Entries = entries,
            Tools = tools,
            Stream = Fields.Flag(body, "stream"),
            RequiredTool = Choice(body, tools),
            Body = body,
            Headers = request.Headers,
        };
    }

    private static List<string> Tools(JsonObject body)
    {
        if (body["tools"] is null)
            return [];
        var names = new List<string>();
        foreach (var (node, index) in Fields.List(body, "tools").Select((node, index) => (node, index)))
        {
            var tool = Fields.Object(node, $"tools[{index}]");
            if (Fields.Text(tool, "type", $"tools[{index}].") == "function")
                names.Add(Fields.Tool(tool, "parameters", $"tools[{index}]."));
        }
        return names;
    }

    private static string? Choice(JsonObject body, List<string> tools)
    {
        if (body["tool_choice"] is not JsonObject choice || choice["type"]?.ToString() != "function")
            return null;
        var name = Fields.Text(choice, "name", "tool_choice.");
        return tools.Contains(name)
            ? name
            : throw new RefusedRequestException(400, $"Tool choice '{name}' not found in 'tools' parameter.")
            {
                Field = "tool_choice",
            };
    }

    /// <summary>Neighbouring items of the model (words, thinking, calls) are one reply.</summary>
    private static List<Entry> Items(JsonArray items)
    {
        var entries = new List<Entry>();
        var calls = new List<string>();
        var answered = new List<string>();
        for (var index = 0; index < items.Count; index++)
        {
            var at = $"input[{index}].";
            var entry = Item(Fields.Object(items[index], $"input[{index}]"), at, calls, answered);
            if (entry is null)
                continue;
            if (entry.Role == Role.Model && entries is [.., { Role: Role.Model } last])
                entries[^1] = last with { Text = last.Text + entry.Text, Calls = [.. last.Calls, .. entry.Calls] };
            else
                entries.Add(entry);
        }
        var open = calls.Except(answered).ToList();
        return open.Count == 0
            ? entries
            : throw new RefusedRequestException(400, $"No tool output found for function call {open[0]}.")
            {
                Field = "input",
            };
    }

    private static Entry? Item(JsonObject item, string at, List<string> calls, List<string> answered)
    {
        switch (Fields.OptionalText(item, "type", at) ?? "message")
        {
            case "message":
                return Message(item, at);
            case "reasoning":
                return null;
            case "function_call":
                var id = Fields.Text(item, "call_id", at);
                calls.Add(id);
                return new Entry(Role.Model, "")
                {
                    Calls = [new ToolUse(id, Fields.Text(item, "name", at), Fields.Text(item, "arguments", at))],
                };
            case "function_call_output":
                var call = Fields.Text(item, "call_id", at);
                if (!calls.Contains(call))
                    throw new RefusedRequestException(
                        400,
                        $"No tool call found for function call output with call_id {call}."
                    )
                    {
                        Field = "input",
                    };
                answered.Add(call);
                return new Entry(Role.User, "")
                {
                    Results = [new ToolAnswer(call, Fields.Content(item["output"], at + "output", "input_text"))],
                };
            case var type:
                throw new RefusedRequestException(
                    400,
                    $"Invalid value: '{type}'. Supported values are: 'message', 'reasoning', 'function_call' and 'function_call_output'."
                )
                {
                    Field = at + "type",
                };
        }
    }

    private static Entry Message(JsonObject item, string at)
    {
        var role = Fields.Text(item, "role", at) switch
        {
            "system" or "developer" => Role.System,
            "user" => Role.User,
            "assistant" => Role.Model,
            var other => throw new RefusedRequestException(
                400,
                $"Invalid value: '{other}'. Supported values are: 'assistant', 'system', 'developer', and 'user'."
            )
            {
                Field = at + "role",
            },
        };
        return new Entry(role, Fields.Content(item["content"], at + "content", "input_text", "output_text", "text"));
    }
}
