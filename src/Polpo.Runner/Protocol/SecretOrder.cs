namespace Polpo.Runner.Protocol;

/// <summary>A value that the proxy puts in for its stand-in, towards its hosts only. It is held in memory and never printed.</summary>
internal sealed class SecretOrder
{
    public required string Name { get; init; }
    public required string Value { get; init; }
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public override string ToString() => $"[secret {Name}]";
}
