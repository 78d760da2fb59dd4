namespace Polpo.Testing.ScriptedModel;

/// <summary>What the model answers: words, thinking, tool calls and token counts, or a failure.</summary>
public sealed record ScriptedReply
{
    public string Text { get; init; } = "";
    public string Thinking { get; init; } = "";
    public IReadOnlyList<ToolUse> Calls { get; init; } = [];

    /// <summary>The reply reached its token limit.</summary>
    public bool Truncated { get; init; }

    /// <summary>Null: counted from the lengths.</summary>
    public ScriptedUsage? Usage { get; init; }

    /// <summary>Before the first byte.</summary>
    public TimeSpan ThinkTime { get; init; }

    /// <summary>Between two pieces of a stream.</summary>
    public TimeSpan PieceTime { get; init; }

    /// <summary>Characters a piece of a stream.</summary>
    public int PieceSize { get; init; } = 24;

    /// <summary>An HTTP status instead of an answer.</summary>
    public int? Status { get; init; }
    public string? Message { get; init; }

    /// <summary>The Retry-After header: seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The Location header, for a redirect.</summary>
    public string? Location { get; init; }

    /// <summary>The stream breaks off in its middle; <see cref="CutKind.Politely"/> as if it were whole.</summary>
    public CutKind Cut { get; init; }

    /// <summary>A provider's error event in the middle of the stream.</summary>
    public bool ErrorInStream { get; init; }

    public static ScriptedReply Failure(int status, string message, int? retryAfter = null) =>
        new()
        {
            Status = status,
            Message = message,
            RetryAfter = retryAfter,
        };
}

public sealed record ScriptedUsage(int Input, int Output, int CachedInput = 0, int CacheWrite = 0, int Reasoning = 0);

public enum CutKind
{
    None,

    /// <summary>The connection is closed in the middle of the response.</summary>
    Hard,

    /// <summary>The response ends without its last events.</summary>
    Politely,
}
