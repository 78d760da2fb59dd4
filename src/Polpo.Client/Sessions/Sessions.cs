using System.Text.Json;

namespace Polpo.Client;

/// <param name="Status">idle, running, ended, canceled, failed.</param>
public sealed record SessionView
{
    public required string Id { get; init; }
    public required string Workspace { get; init; }
    public required string Agent { get; init; }
    public required string Model { get; init; }
    public required string Title { get; init; }
    public required string Status { get; init; }

    /// <summary>The driver: the task that this session works for.</summary>
    public string? TaskId { get; init; }
    public string? Base { get; init; }
    public string? Head { get; init; }
    public required string Sandbox { get; init; }

    /// <summary>The hosts that it may reach, in words.</summary>
    public required string Network { get; init; }
    public int Turns { get; init; }
    public long InputTokens { get; init; }
    public long OutputTokens { get; init; }
    public decimal CostUsd { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A diff against the session's base, unified; <paramref name="Truncated"/> when it was longer than the limit.</summary>
public sealed record DiffView(string Base, string Head, string Diff, bool Truncated);

/// <summary>A stored text by its hash: model replies and tool results that are longer than a fact may be.</summary>
public sealed record BlobView(string Hash, string Text);
