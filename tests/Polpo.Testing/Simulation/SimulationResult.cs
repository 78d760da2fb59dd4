namespace Polpo.Testing.Simulation;

/// <summary>What one seed came to.</summary>
public sealed record SimulationResult(int Seed, double Hours, int Deaths, int Faults, Finding Finding)
{
    internal static SimulationResult Stuck(int seed, string why) => new(seed, 0, 0, 0, Finding.Of(why));
}

/// <summary>What was found when all was over.</summary>
/// <param name="Broken">What did not hold, as sentences; empty: everything did.</param>
public sealed record Finding(int Tasks, int Done, int Missions, int Completed, long Facts, IReadOnlyList<string> Broken)
{
    internal static Finding Of(string broken) => new(0, 0, 0, 0, 0, [broken]);
}
