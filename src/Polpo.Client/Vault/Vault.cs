namespace Polpo.Client;

/// <summary>A secret without its values.</summary>
/// <param name="Agent">Its owner; absent: the workspace.</param>
/// <param name="Hosts">Where it is put in for its stand-in.</param>
public sealed record SecretView(
    string Name,
    string? Agent,
    IReadOnlyList<string> Hosts,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>smtp, imap, oauth, api_key, login or custom.</summary>
    public string Type { get; init; } = "custom";

    public string? Label { get; init; }

    public IReadOnlyList<SecretFieldView> Fields { get; init; } = [];
}

/// <param name="Variable">Under which programs in a sandbox find its stand-in; absent where it is no secret.</param>
/// <param name="Shown">Its value, where it is no secret.</param>
public sealed record SecretFieldView(string Name, string? Variable, string? Shown);

/// <summary>A value to keep, or several by name, and the hosts that they are lent to. They are taken and never given out.</summary>
public sealed record SetSecret(string? Value = null, IReadOnlyList<string>? Hosts = null)
{
    /// <summary>smtp, imap, oauth, api_key, login or custom; absent: custom.</summary>
    public string? Type { get; init; }

    public string? Label { get; init; }

    /// <summary>By name, in place of the one value.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    public override string ToString() => "SetSecret";
}

/// <summary>One use of one secret.</summary>
/// <param name="Secret">Its name, and its field where it has several.</param>
/// <param name="Person">For whom the agent worked.</param>
/// <param name="Call">The tool call; absent: a sandbox was opened, or something went on in the background.</param>
/// <param name="Host">Where the value went; absent: a sandbox got its stand-in, no value left.</param>
public sealed record SecretUseView(
    DateTimeOffset At,
    string Secret,
    string Agent,
    string Person,
    string Session,
    string? Call,
    string? Host,
    int? Port,
    long? Requests
);

public sealed record VaultRotation(int Secrets, int Workspaces);
