using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Polpo.Testing.ScriptedModel.Wires;

namespace Polpo.Testing.ScriptedModel;

/// <summary>One request and its answer: read, check, ask the script, answer whole or as a stream, or fail as told.</summary>
internal sealed class Exchange(ScriptedModelServer server, TimeProvider time)
{
    private int _count;

    public async Task RunAsync(HttpContext context, Wire wire)
    {
        Conversation conversation;
        try
        {
            conversation = await ReadAsync(context, wire);
        }
        catch (RefusedRequestException refused)
        {
            server.Refused.Enqueue(refused.Message);
            await FailAsync(context, wire, refused.Status, refused.Message, refused.Field);
            return;
        }
        server.Record(conversation);
        var number = Interlocked.Increment(ref _count);
        var reply = WithIds(server.Script.Reply(conversation), wire, number);
        await Task.Delay(reply.ThinkTime, time, context.RequestAborted);
        if (reply.Status is { } status)
        {
            if (reply.RetryAfter is { } seconds)
                context.Response.Headers.RetryAfter = seconds.ToString(
                    System.Globalization.CultureInfo.InvariantCulture
                );
            if (reply.Location is { } location)
                context.Response.Headers.Location = location;
            await FailAsync(context, wire, status, reply.Message ?? "", null);
            return;
        }
        var facts = new ReplyFacts(
            Id(wire, number),
            time.GetUtcNow().ToUnixTimeSeconds(),
            reply.Usage ?? Counted(conversation, reply)
        );
        if (conversation.Stream && wire.Api == "gemini" && context.Request.Query["alt"] != "sse")
            await ListAsync(context, wire.Stream(conversation, reply, facts));
        else if (conversation.Stream)
            await StreamAsync(context, wire, reply, [.. wire.Stream(conversation, reply, facts)]);
        else if (reply.ErrorInStream)
            await FailAsync(context, wire, 500, "Overloaded", null);
        else if (reply.Cut != CutKind.None)
            context.Abort();
        else
            await WriteAsync(context, 200, wire.Whole(conversation, reply, facts));
    }

    private async Task<Conversation> ReadAsync(HttpContext context, Wire wire)
    {
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        var query = context.Request.Query.ToDictionary(
            entry => entry.Key,
            entry => entry.Value.ToString(),
            StringComparer.Ordinal
        );
        if (server.RequiredKey is { } key && wire.Key(headers, query) != key)
            throw new RefusedRequestException(401, $"Incorrect API key provided: {wire.Key(headers, query)}.");
        JsonNode? body;
        try
        {
            body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException)
        {
            throw new RefusedRequestException(400, "We could not parse the JSON body of your request.");
        }
        var conversation = wire.Read(
            new WireRequest(Fields.Object(body, "body"), headers, query, context.Request.Path)
        );
        if (server.Models is { } models && !models.Contains(conversation.Model))
            throw new RefusedRequestException(
                404,
                $"The model `{conversation.Model}` does not exist or you do not have access to it."
            );
        return conversation;
    }

    private async Task StreamAsync(HttpContext context, Wire wire, ScriptedReply reply, IReadOnlyList<SseEvent> events)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        // Fewer bytes than announced: the server then closes the connection, and the client has read all that was sent. A reset would take
        // back bytes that are still under way.
        if (reply.Cut == CutKind.Hard)
            context.Response.ContentLength = events.Sum(@event => @event.Data.Length) + (1 << 20);
        var end = reply.Cut != CutKind.None || reply.ErrorInStream ? Math.Max(1, events.Count / 2) : events.Count;
        for (var index = 0; index < end; index++)
        {
            await SendAsync(context, events[index]);
            if (reply.PieceTime > TimeSpan.Zero)
                await Task.Delay(reply.PieceTime, time, context.RequestAborted);
        }
        if (reply.ErrorInStream)
            await SendAsync(context, wire.StreamError("Overloaded"));
    }

    /// <summary>What Gemini streams to those who don't ask for events: one list.</summary>
    private static Task ListAsync(HttpContext context, IEnumerable<SseEvent> events)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            $"[{string.Join(",\n", events.Select(@event => @event.Data))}]",
            context.RequestAborted
        );
    }

    private static async Task SendAsync(HttpContext context, SseEvent @event)
    {
        var name = @event.Name is null ? "" : $"event: {@event.Name}\n";
        await context.Response.WriteAsync($"{name}data: {@event.Data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, Wire wire, int status, string message, string? field) =>
        WriteAsync(context, status, wire.Error(status, message, field));

    private static async Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Fields.Json(body), context.RequestAborted);
    }

    private static ScriptedReply WithIds(ScriptedReply reply, Wire wire, int count) =>
        reply with
        {
            Calls =
            [
                .. reply.Calls.Select(
                    (call, index) => call.Id.Length > 0 ? call : call with { Id = CallId(wire, count, index) }
                ),
            ],
        };

    private static string CallId(Wire wire, int count, int index) =>
        (wire.Api == "anthropic" ? "toolu_" : "call_") + $"{count:D6}{index:D2}";

    private static string Id(Wire wire, int count) =>
        wire.Api switch
        {
            "anthropic" => $"msg_{count:D8}",
            "openai-responses" => $"resp_{count:D8}",
            "gemini" => $"gem{count:D8}",
            _ => $"chatcmpl-{count:D8}",
        };

    /// <summary>About four characters a token.</summary>
    private static ScriptedUsage Counted(Conversation conversation, ScriptedReply reply)
    {
        var output =
            reply.Text.Length
            + reply.Thinking.Length
            + reply.Calls.Sum(call => call.Name.Length + call.Arguments.Length);
        return new ScriptedUsage(conversation.Entries.Sum(Length) / 4 + 1, output / 4 + 1);

        static int Length(Entry entry) =>
            entry.Text.Length
            + entry.Calls.Sum(call => call.Arguments.Length)
            + entry.Results.Sum(result => result.Text.Length);
    }
}
