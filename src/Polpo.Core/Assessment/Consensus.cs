namespace Polpo.Core.Assessment;

/// <summary>How several reviewers' scores become one.</summary>
public static class Consensus
{
    private const double Outlier = 1.5;

    /// <summary>Per dimension: the median; what lies more than 1.5 from it is dropped; the median of the rest, rounded. The reasoning is the nearest reviewer's.</summary>
    public static IReadOnlyList<DimensionScore> Of(
        IReadOnlyList<Dimension> dimensions,
        IReadOnlyList<Review> reviews
    ) =>
        [
            .. dimensions
                .Select(dimension =>
                    (
                        dimension,
                        scores: reviews
                            .SelectMany(review => review.Scores)
                            .Where(score => score.Dimension == dimension.Name)
                            .ToList()
                    )
                )
                .Where(entry => entry.scores.Count > 0)
                .Select(entry => Of(entry.dimension, entry.scores)),
        ];

    /// <summary>Σ score·weight / Σ weight, to two decimals; null without scores.</summary>
    public static decimal? Global(IReadOnlyList<DimensionScore> scores)
    {
        var weight = scores.Sum(score => score.Weight);
        return weight <= 0
            ? null
            : decimal.Round(
                (decimal)(scores.Sum(score => Math.Clamp(score.Score, 1, 5) * score.Weight) / weight),
                2,
                MidpointRounding.AwayFromZero
            );
    }

    private static DimensionScore Of(Dimension dimension, List<DimensionScore> scores)
    {
        var values = scores.Select(score => Math.Clamp(score.Score, 1, 5)).ToList();
        var median = Median(values);
        var value = (int)
            Math.Round(
                Median([.. values.Where(value => Math.Abs(value - median) <= Outlier)]),
                MidpointRounding.AwayFromZero
            );
        var nearest = scores.MinBy(score => Math.Abs(score.Score - value))!;
        return nearest with { Dimension = dimension.Name, Score = value, Weight = dimension.Weight };
    }

    private static double Median(List<int> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
    }
}
