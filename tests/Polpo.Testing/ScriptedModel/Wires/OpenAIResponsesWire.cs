using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>OpenAI's responses.</summary>
internal sealed class OpenAIResponsesWire : Wire
{
    public override string Api => "openai-responses";

    public override Conversation Read(WireRequest request) => OpenAIResponsesReading.Read(request);

    public override JsonObject Whole(Conversation conversation, ScriptedReply reply, ReplyFacts facts) =>
        OpenAIResponsesShapes.Response(
            conversation,
            facts,
            reply.Truncated ? "incomplete" : "completed",
            Output(reply, facts),
            withUsage: true
        );

    public override IEnumerable<SseEvent> Stream(Conversation conversation, ScriptedReply reply, ReplyFacts facts)
    {
        var sequence = 0;
        yield return Event("response.created", Frame("in_progress", []));
        yield return Event("response.in_progress", Frame("in_progress", []));
        var index = 0;
        foreach (var item in Items(reply, facts))
        {
            foreach (var (type, data) in item.Events(index, reply.PieceSize))
                yield return Event(type, data);
            index++;
        }
        yield return reply.Truncated
            ? Event("response.incomplete", Frame("incomplete", Output(reply, facts)))
            : Event("response.completed", Frame("completed", Output(reply, facts)));

        JsonObject Frame(string status, JsonArray output) =>
            new()
            {
                ["response"] = OpenAIResponsesShapes.Response(
                    conversation,
                    facts,
                    status,
                    output,
                    status is "completed" or "incomplete"
                ),
            };

        SseEvent Event(string type, JsonObject data)
        {
            data.Insert(0, "type", type);
            data.Insert(1, "sequence_number", sequence++);
            return new SseEvent(type, Fields.Json(data));
        }
    }

    public override JsonObject Error(int status, string message, string? field) =>
        OpenAIErrors.Body(status, message, field);

    public override SseEvent StreamError(string message) =>
        new(
            "error",
            Fields.Json(
                new JsonObject
                {
                    ["type"] = "error",
                    ["sequence_number"] = 99,
                    ["code"] = "server_error",
                    ["message"] = message,
                    ["param"] = null,
                }
            )
        );

    private static JsonArray Output(ScriptedReply reply, ReplyFacts facts) =>
        new([.. Items(reply, facts).Select(item => item.Done())]);

    private static IEnumerable<ResponseItem> Items(ScriptedReply reply, ReplyFacts facts)
    {
        if (reply.Thinking.Length > 0)
            yield return new ReasoningItem("rs_" + facts.Id, reply.Thinking);
        if (reply.Text.Length > 0 || reply.Calls.Count == 0)
            yield return new MessageItem("msg_" + facts.Id, reply.Text);
        foreach (var call in reply.Calls)
            yield return new CallItem("fc_" + call.Id, call);
    }
}
