using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel.Wires;

/// <summary>One event of a stream; <paramref name="Name"/> null: only data.</summary>
internal sealed record SseEvent(string? Name, string Data);

/// <summary>A request that the real provider would refuse.</summary>
internal sealed class RefusedRequestException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
    public string? Field { get; init; }
}

/// <summary>A provider's protocol: what it accepts, how it answers, streams and fails.</summary>
internal abstract class Wire
{
    public abstract string Api { get; }

    /// <summary>Reads and checks a request as strictly as the real provider.</summary>
    /// <exception cref="RefusedRequestException">The provider would refuse it.</exception>
    public abstract Conversation Read(WireRequest request);

    public abstract JsonObject Whole(Conversation conversation, ScriptedReply reply, ReplyFacts facts);

    public abstract IEnumerable<SseEvent> Stream(Conversation conversation, ScriptedReply reply, ReplyFacts facts);

    public abstract JsonObject Error(int status, string message, string? field);

    /// <summary>An error after the stream has begun.</summary>
    public abstract SseEvent StreamError(string message);

    /// <summary>The key that a request carries.</summary>
    public virtual string? Key(
        IReadOnlyDictionary<string, string> headers,
        IReadOnlyDictionary<string, string> query
    ) =>
        headers.GetValueOrDefault("Authorization") is { } bearer
        && bearer.StartsWith("Bearer ", StringComparison.Ordinal)
            ? bearer[7..]
            : null;
}

internal sealed record WireRequest(
    JsonObject Body,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Query,
    string Path
);

/// <summary>What the server adds to a reply: ids, the clock and the token counts.</summary>
internal sealed record ReplyFacts(string Id, long Created, ScriptedUsage Usage);
