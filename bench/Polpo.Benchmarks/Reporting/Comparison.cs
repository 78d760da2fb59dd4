namespace Polpo.Benchmarks.Reporting;

/// <summary>A report against an earlier one: medians as ratios, for figures that both have in the same unit.</summary>
public sealed class Comparison
{
    private readonly Dictionary<string, double> _ratios = [];

    public Comparison(Report now, Report before)
    {
        var earlier = before.Figures.ToDictionary(line => (line.Name, line.Unit), line => line.P50);
        foreach (var line in now.Figures)
        {
            if (earlier.TryGetValue((line.Name, line.Unit), out var then) && then > 0)
                _ratios[line.Name] = line.P50 / then;
        }
        SameMachine = now.Machine == before.Machine;
        SameSettings = now.Database == before.Database && now.Wire == before.Wire;
        Lost = [.. now.Failures.Select(failure => failure.Scenario)];
    }

    public bool SameMachine { get; }

    public bool SameSettings { get; }

    /// <summary>Scenarios that came to a wrong result now.</summary>
    public IReadOnlyList<string> Lost { get; }

    /// <summary>1.2: a fifth slower than before; null when there is nothing to compare.</summary>
    public double? Of(string name) => _ratios.TryGetValue(name, out var ratio) ? ratio : null;

    /// <summary>Those that grew beyond the limit, the worst first.</summary>
    public IReadOnlyList<(string Name, double Ratio)> Regressions(double limit) =>
        [
            .. _ratios
                .Where(entry => entry.Value > limit)
                .OrderByDescending(entry => entry.Value)
                .Select(entry => (entry.Key, entry.Value)),
        ];
}
