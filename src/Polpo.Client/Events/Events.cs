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

/// <summary>Something replaceable, at most one each 50 ms for a subject: <c>text</c>, <c>thinking</c>, <c>output</c>, <c>notice</c>. Never stored.</summary>
/// <param name="Text">What came since the last frame.</param>
public sealed record FrameView(string Workspace, string Subject, string Kind, string? CallId, string Text);
