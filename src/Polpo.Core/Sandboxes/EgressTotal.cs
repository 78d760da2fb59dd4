using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>Requests of one command to one host that went the same way. Bytes are told when a connection ends.</summary>
/// <param name="Run">The command, by the id under which it was started.</param>
/// <param name="Refusal">Why nothing was sent; null when it was.</param>
public sealed record EgressTotal(string Run, string Host, int Port, string? Refusal)
{
    public long Requests { get; init; }
    public long Sent { get; init; }
    public long Received { get; init; }

    /// <summary>Names of secrets that were put in for this host.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Names of secrets whose stand-in was sent as it is, because they are not lent to this host.</summary>
    public IReadOnlyList<string> StandIns { get; init; } = [];

    internal static EgressTotal Of(EgressEntry entry) =>
        new(entry.Run, entry.Host, entry.Port, entry.Refusal)
        {
            Requests = entry.Requests,
            Sent = entry.Sent,
            Received = entry.Received,
            Secrets = entry.Secrets,
            StandIns = entry.StandIns,
        };
}

/// <param name="Offset">Where the next reading begins.</param>
public sealed record EgressRead(IReadOnlyList<EgressTotal> Totals, long Offset);
