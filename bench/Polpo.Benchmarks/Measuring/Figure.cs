namespace Polpo.Benchmarks.Measuring;

/// <summary>One line of the table: what was measured, in what, and what it is held against.</summary>
/// <param name="Name">Such as <c>tool_loop_50</c>; the same in every report, so that reports can be compared.</param>
/// <param name="Unit"><c>ms</c>, <c>KB</c> or <c>MB</c>; less is better.</param>
public sealed record Figure(string Name, string Unit, Distribution Values, Bar Bar)
{
    public static Figure Of(string name, Bar bar, IEnumerable<TimeSpan> times) =>
        new(name, "ms", new Distribution(times.Select(time => time.TotalMilliseconds)), bar);

    /// <summary>Null where there is no goal. The median is held against the goal, the 99th percentile against the goal for the tail.</summary>
    public bool? Met =>
        Bar.Goal is null && Bar.TailGoal is null
            ? null
            : (Bar.Goal is not { } goal || Values.P50 <= goal) && (Bar.TailGoal is not { } tail || Values.P99 <= tail);

    /// <summary>How many times the model's own time it took; null where no model is waited for.</summary>
    public double? ToModel => Bar.Model is { } model ? Values.P50 / model : null;

    public double? ToPeer => Bar.Peer is { } peer ? Values.P50 / peer : null;
}

/// <summary>What a figure is held against, in its unit.</summary>
public sealed record Bar
{
    /// <summary>How long the model thinks in it: nobody can be faster.</summary>
    public double? Model { get; init; }

    /// <summary>The best figure that another product has published for the same scenario.</summary>
    public double? Peer { get; init; }

    /// <summary>What the median may be.</summary>
    public double? Goal { get; init; }

    /// <summary>What the 99th percentile may be.</summary>
    public double? TailGoal { get; init; }

    /// <summary>The floor of the same run that does the same thing without Polpo.</summary>
    public string? Floor { get; init; }

    public static readonly Bar None = new();
}
