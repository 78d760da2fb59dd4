namespace Polpo.Core.Answers;

/// <summary>The answer to a request that its caller may send again under the same key. It is the caller's alone.</summary>
public sealed class KeptAnswer
{
    /// <summary>How long it is kept.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>The person or key, as <c>Caller.Actor</c>.</summary>
    public required string Caller { get; init; }

    /// <summary>What the caller named the request.</summary>
    public required string Key { get; init; }

    /// <summary>A hash of all that was asked: another request under the same key is none.</summary>
    public required string Request { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>Null: it is being answered, or the server stopped while it was.</summary>
    public int? Status { get; set; }

    public string? ContentType { get; set; }

    public string? Location { get; set; }

    /// <summary>Null: it is not kept, being too large or shown once.</summary>
    public byte[]? Body { get; set; }
}

/// <summary>What was answered.</summary>
public sealed record Answer(int Status, string? ContentType, string? Location, byte[]? Body);
