using Polpo.Engine.Journal;

namespace Polpo.Core.Vault.Uses;

/// <summary>A session's sandbox was given stand-ins of secrets. By the agent that the fact is from.</summary>
/// <param name="Secrets">Each as <c>NAME</c> or <c>NAME.field</c>.</param>
/// <param name="Person">For whom the agent works.</param>
public sealed record SecretsLent(IReadOnlyList<string> Secrets, string Session, string Person) : IFact
{
    public static string Type => "vault.lent";
}

/// <summary>The value of a secret went to a host.</summary>
/// <param name="Call">The tool call that sent it; absent: something that went on in the background.</param>
public sealed record SecretSent(
    string Secret,
    string Host,
    int Port,
    long Requests,
    string Session,
    string? Call,
    string Person
) : IFact
{
    public static string Type => "vault.sent";
}
