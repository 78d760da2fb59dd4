namespace Polpo.Core.Assessment;

/// <summary>Something that must hold of a task's result, checked by us.</summary>
public abstract record Expectation
{
    /// <summary>The word of the file format: <c>test</c>, <c>file_exists</c>, <c>script</c>, <c>llm_review</c>, <c>metric</c>.</summary>
    public abstract string Type { get; }

    public abstract string Label { get; }
}

/// <summary>A shell command that must end with <paramref name="ExitCode"/>; several lines run as one bash script that stops at the first error.</summary>
public sealed record CommandExpectation(string Type, string Command, int ExitCode) : Expectation
{
    public override string Type { get; } = Type;

    public override string Label => Command;
}

/// <summary>Files that must be there, relative to the repository's root. Estimated: a file of that name elsewhere counts, and says so.</summary>
public sealed record FileExpectation(IReadOnlyList<string> Paths, bool Estimated) : Expectation
{
    public override string Type => "file_exists";

    public override string Label => string.Join(", ", Paths);
}

/// <summary>A command whose output is a number of at least <paramref name="Threshold"/>.</summary>
public sealed record MetricExpectation(string Name, string Command, decimal Threshold) : Expectation
{
    public override string Type => "metric";

    public override string Label => Name;
}

/// <summary>A review by three judges. Empty <paramref name="Dimensions"/>: chosen for the task.</summary>
public sealed record ReviewExpectation(string? Criteria, IReadOnlyList<Dimension> Dimensions, decimal Threshold)
    : Expectation
{
    public const decimal DefaultThreshold = 3.0m;

    public override string Type => "llm_review";

    public override string Label => Criteria ?? string.Join(", ", Dimensions.Select(dimension => dimension.Name));
}

/// <summary>What a review looks at. Weights are relative to each other.</summary>
public sealed record Dimension(string Name, double Weight, string Question)
{
    public static readonly IReadOnlyList<Dimension> Defaults =
    [
        new("correctness", 0.35, "Does it work, and does it do what the task asks for?"),
        new("completeness", 0.30, "Is everything there that the task asks for?"),
        new("code_quality", 0.20, "Are structure, names and readability good?"),
        new("edge_cases", 0.15, "Are unusual input and errors handled?"),
    ];
}
