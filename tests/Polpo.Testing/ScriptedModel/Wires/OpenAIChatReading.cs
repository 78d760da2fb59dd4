using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>What OpenAI's chat completions accept.</summary>
internal static class OpenAIChatReading
{
    private const string Known =
        "model messages tools tool_choice parallel_tool_calls stream stream_options temperature top_p n stop max_tokens max_completion_tokens "
        + "presence_penalty frequency_penalty logit_bias logprobs top_logprobs user seed response_format reasoning_effort store metadata "
        + "service_tier modalities audio prediction web_search_options verbosity prompt_cache_key safety_identifier functions function_call";

    public static Conversation Read(WireRequest request)
    {
        var body = request.Body;
        Fields.Only(body, Known, field => $"Unrecognized request argument supplied: {field}");
        var stream = Fields.Flag(body, "stream");
        if (body["stream_options"] is not null && !stream)
            throw new RefusedRequestException(
                400,
                "The 'stream_options' parameter is only allowed when 'stream' is enabled."
            )
            {
                Field = "stream_options",
            };
        var tools = Tools(body);
        var messages = Fields.List(body, "messages");
        if (messages.Count == 0)
            throw new RefusedRequestException(
                400,
                "Invalid 'messages': empty array. Expected an array with minimum length 1."
            )
            {
                Field = "messages",
            };
        return new Conversation
        {
            Api = "openai-chat",
            Model = Fields.Text(body, "model"),
            Entries = Entries(messages),
            Tools = tools,
            Stream = stream,
            StreamUsage = (body["stream_options"] as JsonObject)?["include_usage"]?.GetValue<bool>() == true,
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
            var at = $"tools[{index}].";
            var tool = Fields.Object(node, at);
            if (Fields.Text(tool, "type", at) != "function")
                throw new RefusedRequestException(400, $"{at}type: only 'function' is supported.")
                {
                    Field = at + "type",
                };
            names.Add(Fields.Tool(Fields.Object(tool["function"], at + "function"), "parameters", at + "function."));
        }
        if (names.Count == 0)
            throw new RefusedRequestException(400, "[] is too short - 'tools'") { Field = "tools" };
        return names;
    }

    private static string? Choice(JsonObject body, List<string> tools)
    {
        if (body["tool_choice"] is not JsonObject choice)
            return null;
        var name = (choice["function"] as JsonObject)?["name"]?.ToString();
        return name is not null && tools.Contains(name)
            ? name
            : throw new RefusedRequestException(400, $"Tool choice '{name}' not found in 'tools' parameter.")
            {
                Field = "tool_choice",
            };
    }

    private static List<Entry> Entries(JsonArray messages)
    {
        var entries = new List<Entry>();
        var open = new List<string>();
        for (var index = 0; index < messages.Count; index++)
        {
            var at = $"messages.[{index}].";
            var message = Fields.Object(messages[index], $"messages.[{index}]");
            var role = Fields.Text(message, "role", at);
            if (role == "tool")
            {
                entries.Add(Result(message, open, at));
                continue;
            }
            Answered(open, at);
            entries.Add(
                role switch
                {
                    "system" or "developer" => new Entry(Role.System, Words(message, at)),
                    "user" => new Entry(Role.User, message["content"] is null ? throw Missing(at) : Words(message, at)),
                    "assistant" => Reply(message, open, at),
                    _ => throw new RefusedRequestException(
                        400,
                        $"Invalid value: '{role}'. Supported values are: 'system', 'assistant', 'user', 'tool' and 'developer'."
                    )
                    {
                        Field = at + "role",
                    },
                }
            );
        }
        Answered(open, $"messages.[{messages.Count}].");
        return entries;
    }

    private static Entry Reply(JsonObject message, List<string> open, string at)
    {
        var calls = new List<ToolUse>();
        if (message["tool_calls"] is not null)
        {
            foreach (var node in Fields.List(message, "tool_calls", at))
            {
                var call = Fields.Object(node, at + "tool_calls");
                var function = Fields.Object(call["function"], at + "tool_calls.function");
                calls.Add(
                    new ToolUse(
                        Fields.Text(call, "id", at),
                        Fields.Text(function, "name", at),
                        Fields.Text(function, "arguments", at)
                    )
                );
            }
            if (calls.Count == 0)
                throw new RefusedRequestException(
                    400,
                    $"Invalid '{at}tool_calls': empty array. Expected an array with minimum length 1."
                )
                {
                    Field = at + "tool_calls",
                };
            open.AddRange(calls.Select(call => call.Id));
        }
        if (calls.Count == 0 && message["content"] is null)
            throw Missing(at);
        return new Entry(Role.Model, Words(message, at)) { Calls = calls };
    }

    private static Entry Result(JsonObject message, List<string> open, string at)
    {
        var id = Fields.Text(message, "tool_call_id", at);
        if (!open.Remove(id))
            throw new RefusedRequestException(
                400,
                "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
            )
            {
                Field = at + "role",
            };
        if (message["content"] is null)
            throw Missing(at);
        return new Entry(Role.User, "") { Results = [new ToolAnswer(id, Words(message, at))] };
    }

    private static void Answered(List<string> open, string at)
    {
        if (open.Count > 0)
            throw new RefusedRequestException(
                400,
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
                    + $"The following tool_call_ids did not have response messages: {string.Join(", ", open)}"
            )
            {
                Field = at + "role",
            };
    }

    private static string Words(JsonObject message, string at) =>
        Fields.Content(message["content"], at + "content", "text", "refusal");

    private static RefusedRequestException Missing(string at) =>
        new(400, $"Invalid value for 'content': expected a string, got null. {at}content") { Field = at + "content" };
}
