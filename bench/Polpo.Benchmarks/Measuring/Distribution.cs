namespace Polpo.Benchmarks.Measuring;

/// <summary>What many runs of one thing gave. A percentile is a value that was measured, never one between two: the nearest rank.</summary>
public sealed class Distribution
{
    private readonly double[] _sorted;

    /// <exception cref="ArgumentException">Nothing was measured, or a value is not a number.</exception>
    public Distribution(IEnumerable<double> values)
    {
        _sorted = [.. values.Order()];
        if (_sorted.Length == 0 || _sorted.Any(value => !double.IsFinite(value)))
            throw new ArgumentException("A distribution needs at least one value, and numbers only.", nameof(values));
    }

    public int Count => _sorted.Length;

    public double Least => _sorted[0];

    public double Most => _sorted[^1];

    public double P50 => At(50);

    public double P95 => At(95);

    public double P99 => At(99);

    /// <summary>The smallest value that at least <paramref name="percent"/> of all do not exceed.</summary>
    public double At(int percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        return _sorted[(percent * _sorted.Length + 99) / 100 - 1];
    }
}
