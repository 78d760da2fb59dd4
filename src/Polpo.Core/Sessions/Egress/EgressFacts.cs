using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions;

/// <summary>What one command sent to one host and got from it, since the last such fact about both.</summary>
/// <param name="Call">The tool call that ran the command; null for one of an earlier turn that went on in the background.</param>
/// <param name="Secrets">Names of secrets that were put in on the way.</param>
/// <param name="StandIns">Names of secrets whose stand-in was sent as it is: they are not lent to this host.</param>
public sealed record EgressUsed(
    Id<Turn>? Turn,
    string? Call,
    string Host,
    int Port,
    long Requests,
    long Sent,
    long Received,
    IReadOnlyList<string>? Secrets,
    IReadOnlyList<string>? StandIns
) : IFact
{
    public static string Type => "egress.used";
}

/// <summary>Requests that did not go out, and why.</summary>
public sealed record EgressRefused(Id<Turn>? Turn, string? Call, string Host, int Port, string Reason, long Requests)
    : IFact
{
    public static string Type => "egress.refused";
}
