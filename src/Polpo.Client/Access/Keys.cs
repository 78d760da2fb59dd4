namespace Polpo.Client;

/// <summary>A key of a program. The key itself is only in the answer that made it.</summary>
/// <param name="Shown">How it begins.</param>
/// <param name="User">Who made it.</param>
/// <param name="Workspace">The only workspace that it opens; absent: all that its maker sees.</param>
/// <param name="Permissions">What it may at most; absent: all that its maker may.</param>
public sealed record KeyView(
    string Id,
    string Name,
    string Shown,
    string User,
    string? Workspace,
    IReadOnlyList<string>? Permissions,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt
)
{
    /// <summary>What the program sends as <c>Authorization: Bearer …</c>; shown once.</summary>
    public string? Key { get; init; }

    public override string ToString() => $"{Name} ({Shown}…)";
}

/// <summary>A key for a program, on the caller's behalf.</summary>
/// <param name="Workspace">An id or the path of a repository; absent: all that the caller sees.</param>
/// <param name="Permissions">None that the caller does not have; absent: all that the caller may, at each time.</param>
public sealed record CreateKey(
    string Name,
    string? Workspace = null,
    IReadOnlyList<string>? Permissions = null,
    DateTimeOffset? ExpiresAt = null
);
