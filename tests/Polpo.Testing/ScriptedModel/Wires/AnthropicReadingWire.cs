using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>What Anthropic's messages accept.</summary>
internal static class AnthropicReadingWire
{
    private const string Known =
        "model messages max_tokens system tools tool_choice stream temperature top_p top_k stop_sequences metadata thinking service_tier "
        + "container context_management mcp_servers output_config inference_geo cache_control speed betas";

    public static Conversation Read(WireRequest request)
    {
        var body = request.Body;
        if (!request.Headers.ContainsKey("anthropic-version"))
            throw new RefusedRequestException(400, "anthropic-version: header is required");
        Fields.Only(body, Known, field => $"{field}: Extra inputs are not permitted");
        var limit =
            Fields.Number(body, "max_tokens") ?? throw new RefusedRequestException(400, "max_tokens: Field required");
        if (limit < 1)
            throw new RefusedRequestException(400, "max_tokens: must be greater than or equal to 1");
        var tools = Tools(body);
        var required = Choice(body, tools);
        var thinks = Thinks(body, limit, required);
        var entries = AnthropicEntries.Read(Fields.List(body, "messages"), thinks);
        if (AnthropicEntries.CacheMarks(body) is > 4 and var marks)
            throw new RefusedRequestException(
                400,
                $"A maximum of 4 blocks with cache_control may be provided. Found {marks}."
            );
        var system = Fields.Content(body["system"], "system", "text");
        return new Conversation
        {
            Api = "anthropic",
            Model = Fields.Text(body, "model"),
            Entries = system.Length > 0 ? [new Entry(Role.System, system), .. entries] : entries,
            Tools = tools,
            Stream = Fields.Flag(body, "stream"),
            RequiredTool = required,
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
            var at = $"tools.{index}.custom.";
            var tool = Fields.Object(node, at);
            if (tool["input_schema"] is null)
                throw new RefusedRequestException(400, at + "input_schema: Field required");
            names.Add(Fields.Tool(tool, "input_schema", at));
        }
        if (names.Distinct().Count() != names.Count)
            throw new RefusedRequestException(400, "tools: Tool names must be unique.");
        return names;
    }

    private static string? Choice(JsonObject body, List<string> tools)
    {
        if (body["tool_choice"] is not JsonObject choice)
            return null;
        if (tools.Count == 0)
            throw new RefusedRequestException(400, "tool_choice may only be specified while providing tools");
        if (choice["type"]?.ToString() != "tool")
            return choice["type"]?.ToString() == "any" ? "" : null;
        var name = Fields.Text(choice, "name", "tool_choice.");
        return tools.Contains(name)
            ? name
            : throw new RefusedRequestException(400, $"Tool '{name}' not found in provided tools");
    }

    private static bool Thinks(JsonObject body, int limit, string? required)
    {
        var alwaysThinks =
            body["model"]?.ToString() is { } model && (model.Contains("-5-5") || model.Contains("fable"));
        if (alwaysThinks && required is not null)
            throw new RefusedRequestException(400, "tool_choice: forcing tool use is not supported by this model.");
        if (body["thinking"] is not JsonObject thinking || thinking["type"]?.ToString() != "enabled")
            return false;
        if (alwaysThinks)
            throw new RefusedRequestException(400, "thinking: this model supports adaptive thinking only.");
        var budget =
            Fields.Number(thinking, "budget_tokens")
            ?? throw new RefusedRequestException(400, "thinking.enabled.budget_tokens: Field required");
        if (budget < 1024)
            throw new RefusedRequestException(
                400,
                "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
            );
        if (budget >= limit)
            throw new RefusedRequestException(400, "`max_tokens` must be greater than `thinking.budget_tokens`.");
        if (required is not null)
            throw new RefusedRequestException(400, "Thinking may not be enabled when tool_choice forces tool use.");
        return true;
    }
}
