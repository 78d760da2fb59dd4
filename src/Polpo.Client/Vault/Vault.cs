namespace Polpo.Client;

/// <summary>A secret without its value.</summary>
/// <param name="Agent">Its owner; absent: the workspace.</param>
/// <param name="Hosts">Where it is put in for its stand-in.</param>
public sealed record SecretView(
    string Name,
    string? Agent,
    IReadOnlyList<string> Hosts,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

/// <summary>A value to keep, and the hosts that it is lent to. It is taken and never given out.</summary>
public sealed record SetSecret(string Value, IReadOnlyList<string>? Hosts = null)
{
    public override string ToString() => "SetSecret";
}

public sealed record VaultRotation(int Secrets, int Workspaces);
