using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>What Gemini's generateContent accepts. Names come in camel case or snake case, as the real one takes both.</summary>
internal static class GeminiReading
{
    private const string Known =
        "contents systemInstruction tools toolConfig generationConfig safetySettings cachedContent labels model serviceTier store";

    public static Conversation Read(WireRequest request)
    {
        var body = request.Body;
        var named = Camel(body);
        Fields.Only(
            named,
            Known,
            field => $"Invalid JSON payload received. Unknown name \"{field}\": Cannot find field."
        );
        var (model, stream) = Target(request.Path);
        var entries = Entries(Fields.List(named, "contents"));
        if (named["systemInstruction"] is { } system)
            entries.Insert(0, new Entry(Role.System, Words(Parts(Fields.Object(system, "systemInstruction")))));
        return new Conversation
        {
            Api = "gemini",
            Model = model,
            Entries = entries,
            Tools = Tools(named),
            Stream = stream,
            RequiredTool = Required(named),
            Body = body,
            Headers = request.Headers,
        };
    }

    private static (string Model, bool Stream) Target(string path)
    {
        var last = path[(path.LastIndexOf("/models/", StringComparison.Ordinal) + 8)..];
        var colon = last.LastIndexOf(':');
        return last[(colon + 1)..] switch
        {
            "generateContent" => (last[..colon], false),
            "streamGenerateContent" => (last[..colon], true),
            var other => throw new RefusedRequestException(404, $"Requested entity was not found: {other}."),
        };
    }

    private static JsonObject Camel(JsonObject body)
    {
        var named = new JsonObject();
        foreach (var (name, value) in body)
            named[
                string.Concat(
                    name.Split('_')
                        .Select(
                            (word, index) =>
                                index == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]
                        )
                )
            ] = value?.DeepClone();
        return named;
    }

    private static List<string> Tools(JsonObject body)
    {
        if (body["tools"] is null)
            return [];
        return
        [
            .. Fields
                .List(body, "tools")
                .Select(tool => tool is JsonObject entry ? Camel(entry)["functionDeclarations"] as JsonArray : null)
                .SelectMany(list => list ?? [])
                .Select(
                    (node, index) => Fields.Text(Fields.Object(node, $"tools[{index}]"), "name", $"tools[{index}].")
                ),
        ];
    }

    private static string? Required(JsonObject body)
    {
        var calling = (body["toolConfig"] as JsonObject)?["functionCallingConfig"] as JsonObject;
        return calling?["mode"]?.ToString() == "ANY"
            ? (calling["allowedFunctionNames"] as JsonArray)?.FirstOrDefault()?.ToString() ?? ""
            : null;
    }

    private static List<Entry> Entries(JsonArray contents)
    {
        if (contents.Count == 0)
            throw new RefusedRequestException(400, "* GenerateContentRequest.contents: contents is not specified");
        var entries = new List<Entry>();
        var open = 0;
        foreach (var (node, index) in contents.Select((node, index) => (node, index)))
        {
            var content = Fields.Object(node, $"contents[{index}]");
            var role = Fields.OptionalText(content, "role") ?? "user";
            if (role is not ("user" or "model" or "function"))
                throw new RefusedRequestException(400, "Please use a valid role: user, model.");
            var parts = Parts(content);
            if (parts.Count == 0)
                throw new RefusedRequestException(
                    400,
                    $"* GenerateContentRequest.contents[{index}].parts: contents.parts must not be empty."
                );
            var entry = One(role, parts);
            if (open > 0 && entry.Results.Count != open)
                throw new RefusedRequestException(
                    400,
                    "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn."
                );
            if (open == 0 && entry.Results.Count > 0)
                throw new RefusedRequestException(
                    400,
                    "Please ensure that function response turn comes immediately after a function call turn."
                );
            open = entry.Calls.Count;
            entries.Add(entry);
        }
        return open == 0
            ? entries
            : throw new RefusedRequestException(
                400,
                "Please ensure that function call turn is followed by a function response turn."
            );
    }

    private static Entry One(string role, List<JsonObject> parts) =>
        new(role == "model" ? Role.Model : Role.User, Words(parts))
        {
            Calls = [.. parts.Select(part => part["functionCall"]).OfType<JsonObject>().Select(Call)],
            Results = [.. parts.Select(part => part["functionResponse"]).OfType<JsonObject>().Select(Result)],
        };

    private static ToolUse Call(JsonObject call) =>
        new(
            Fields.OptionalText(call, "id") ?? "",
            Fields.Text(call, "name", "functionCall."),
            Fields.Json(call["args"] as JsonObject ?? [])
        );

    private static ToolAnswer Result(JsonObject result)
    {
        var response = Fields.Object(result["response"], "functionResponse.response");
        var text = response["output"] ?? response["result"] ?? response["error"] ?? response;
        return new ToolAnswer(
            Fields.OptionalText(result, "id") ?? Fields.Text(result, "name"),
            text is JsonValue value && value.TryGetValue<string>(out var words) ? words : Fields.Json(text),
            response.ContainsKey("error")
        );
    }

    private static List<JsonObject> Parts(JsonObject content) =>
        [.. Fields.List(content, "parts").Select(part => Camel(Fields.Object(part, "parts")))];

    private static string Words(List<JsonObject> parts) =>
        string.Concat(
            parts.Where(part => part["thought"]?.GetValue<bool>() != true).Select(part => part["text"]?.ToString())
        );
}
