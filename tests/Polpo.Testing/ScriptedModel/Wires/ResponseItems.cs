using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>An output item of OpenAI's responses: as it is when done, and the events in which it arrives.</summary>
internal abstract record ResponseItem(string Id)
{
    public abstract JsonObject Done();

    protected abstract JsonObject Begun();

    protected abstract IEnumerable<(string Type, JsonObject Data)> Between(int index, int pieceSize);

    public IEnumerable<(string Type, JsonObject Data)> Events(int index, int pieceSize)
    {
        yield return ("response.output_item.added", new JsonObject { ["output_index"] = index, ["item"] = Begun() });
        foreach (var step in Between(index, pieceSize))
            yield return step;
        yield return ("response.output_item.done", new JsonObject { ["output_index"] = index, ["item"] = Done() });
    }

    /// <summary>Where an event belongs, and one field more.</summary>
    protected JsonObject At(int index, string field, JsonNode value) =>
        new()
        {
            ["item_id"] = Id,
            ["output_index"] = index,
            [field] = value,
        };
}

internal sealed record MessageItem(string Id, string Text) : ResponseItem(Id)
{
    public override JsonObject Done() => Shape("completed", new JsonArray(Part(Text)));

    protected override JsonObject Begun() => Shape("in_progress", []);

    protected override IEnumerable<(string Type, JsonObject Data)> Between(int index, int pieceSize)
    {
        yield return ("response.content_part.added", In(index, "part", Part("")));
        foreach (var piece in Fields.Pieces(Text, pieceSize))
            yield return ("response.output_text.delta", WithLogprobs(In(index, "delta", piece)));
        yield return ("response.output_text.done", WithLogprobs(In(index, "text", Text)));
        yield return ("response.content_part.done", In(index, "part", Part(Text)));
    }

    private JsonObject In(int index, string field, JsonNode value)
    {
        var data = At(index, "content_index", 0);
        data[field] = value;
        return data;
    }

    private static JsonObject WithLogprobs(JsonObject data)
    {
        data["logprobs"] = new JsonArray();
        return data;
    }

    private static JsonObject Part(string text) =>
        new()
        {
            ["type"] = "output_text",
            ["annotations"] = new JsonArray(),
            ["logprobs"] = new JsonArray(),
            ["text"] = text,
        };

    private JsonObject Shape(string status, JsonArray content) =>
        new()
        {
            ["id"] = Id,
            ["type"] = "message",
            ["status"] = status,
            ["content"] = content,
            ["role"] = "assistant",
        };
}

internal sealed record CallItem(string Id, ToolUse Call) : ResponseItem(Id)
{
    public override JsonObject Done() => Shape("completed", Call.Arguments);

    protected override JsonObject Begun() => Shape("in_progress", "");

    protected override IEnumerable<(string Type, JsonObject Data)> Between(int index, int pieceSize)
    {
        foreach (var piece in Fields.Pieces(Call.Arguments, pieceSize))
            yield return ("response.function_call_arguments.delta", At(index, "delta", piece));
        yield return ("response.function_call_arguments.done", At(index, "arguments", Call.Arguments));
    }

    private JsonObject Shape(string status, string arguments) =>
        new()
        {
            ["id"] = Id,
            ["type"] = "function_call",
            ["status"] = status,
            ["arguments"] = arguments,
            ["call_id"] = Call.Id,
            ["name"] = Call.Name,
        };
}

internal sealed record ReasoningItem(string Id, string Text) : ResponseItem(Id)
{
    public override JsonObject Done() => Shape(new JsonArray(Part(Text)));

    protected override JsonObject Begun() => Shape([]);

    protected override IEnumerable<(string Type, JsonObject Data)> Between(int index, int pieceSize)
    {
        yield return ("response.reasoning_summary_part.added", In(index, "part", Part("")));
        foreach (var piece in Fields.Pieces(Text, pieceSize))
            yield return ("response.reasoning_summary_text.delta", In(index, "delta", piece));
        yield return ("response.reasoning_summary_text.done", In(index, "text", Text));
        yield return ("response.reasoning_summary_part.done", In(index, "part", Part(Text)));
    }

    private JsonObject In(int index, string field, JsonNode value)
    {
        var data = At(index, "summary_index", 0);
        data[field] = value;
        return data;
    }

    private static JsonObject Part(string text) => new() { ["type"] = "summary_text", ["text"] = text };

    private JsonObject Shape(JsonArray summary) =>
        new()
        {
            ["id"] = Id,
            ["type"] = "reasoning",
            ["summary"] = summary,
        };
}
