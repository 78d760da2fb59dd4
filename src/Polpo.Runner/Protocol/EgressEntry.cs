namespace Polpo.Runner.Protocol;

/// <summary>Requests of one run to one host that went the same way. Bytes are told when a connection ends.</summary>
/// <param name="Run">The command that asked, by the id under which it was started.</param>
/// <param name="Refusal">Why nothing was sent; null when it was.</param>
internal sealed record EgressEntry(string Run, string Host, int Port, string? Refusal)
{
    public long Requests { get; init; }
    public long Sent { get; init; }
    public long Received { get; init; }

    /// <summary>Names of secrets that were put in for this host.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Names of secrets whose stand-in was sent as it is, because they are not lent to this host.</summary>
    public IReadOnlyList<string> StandIns { get; init; } = [];

    internal string Key => $"{Run}\n{Host}\n{Port}\n{Refusal}";

    internal EgressEntry Plus(EgressEntry other) =>
        this with
        {
            Requests = Requests + other.Requests,
            Sent = Sent + other.Sent,
            Received = Received + other.Received,
            Secrets = [.. Secrets.Union(other.Secrets)],
            StandIns = [.. StandIns.Union(other.StandIns)],
        };

    /// <summary>What is left of it when there are more hosts than anyone would read.</summary>
    internal EgressEntry Folded() =>
        this with
        {
            Host = "(more hosts)",
            Port = 0,
            Refusal = Refusal is null ? null : "refused",
        };
}
