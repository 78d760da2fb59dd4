namespace Polpo.Benchmarks;

/// <summary>What the command line asked for.</summary>
internal sealed record BenchSettings
{
    /// <summary>The command line that is measured.</summary>
    public required string Program { get; init; }

    /// <summary>Empty: all.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    /// <summary>Null: each scenario's own number.</summary>
    public int? Runs { get; init; }

    public string Database { get; init; } = "sqlite";

    public string Wire { get; init; } = "openai";

    public string? JsonFile { get; init; }

    public string? BaselineFile { get; init; }

    /// <summary>The ratio to the baseline from which on the program ends with 1; null: it never does for slowness.</summary>
    public double? FailOnRegression { get; init; }
}
