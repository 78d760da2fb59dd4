using Polpo.Engine.Journal;

namespace Polpo.Core.Access.Keys;

/// <param name="Shown">How it begins; never the key.</param>
public sealed record KeyCreated(
    string Name,
    string Shown,
    string? Workspace,
    IReadOnlyList<string>? Permissions,
    DateTimeOffset? ExpiresAt
) : IFact
{
    public static string Type => "key.created";
}

public sealed record KeyRevoked(string Name) : IFact
{
    public static string Type => "key.revoked";
}
