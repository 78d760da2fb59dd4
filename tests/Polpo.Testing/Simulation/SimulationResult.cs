namespace Polpo.Testing.Simulation;

/// <summary>What one seed came to.</summary>
/// <param name="Broken">What did not hold, as sentences; empty: everything did.</param>
public sealed record SimulationResult(
    int Seed,
    double Hours,
    int Tasks,
    int Done,
    int Deaths,
    int Faults,
    long Facts,
    IReadOnlyList<string> Broken
);
