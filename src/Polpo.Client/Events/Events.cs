using System.Text.Json;

namespace Polpo.Client;

/// <summary>A fact of the journal: durable, numbered without gaps in its workspace.</summary>
public sealed record EventView(
    string Workspace,
    long Seq,
    DateTimeOffset At,
    string Subject,
    string Actor,
    string Type,
    JsonElement Body
);

/// <summary>
/// A part of a reply or of a command's output while it comes, at most one each 50 ms a stream: <c>text</c>, <c>thinking</c>,
/// <c>output</c>, <c>notice</c>. Never stored. Whoever connects gets what was said so far, at most its last 65,536 characters.
/// </summary>
/// <param name="Stream">What it is part of; a later reply or run of the same kind and call has a higher number.</param>
/// <param name="From">How many characters of the stream come before <paramref name="Text"/>: what lies between it and the end of the frame before was dropped.</param>
public sealed record FrameView(
    string Workspace,
    string Subject,
    string Kind,
    string? CallId,
    long Stream,
    long From,
    string Text
);

/// <summary>A public event, such as <c>task:completed</c>.</summary>
/// <param name="Place">Where to go on after it: the <c>Last-Event-ID</c>.</param>
/// <param name="Data">Its payload, with <c>timestamp</c>.</param>
public sealed record PublicEventView(string Place, string Name, JsonElement Data);
