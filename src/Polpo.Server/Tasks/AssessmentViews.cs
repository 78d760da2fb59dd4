using Polpo.Client;
using Polpo.Core.Assessment;

namespace Polpo.Server.Tasks;

internal static class AssessmentViews
{
    public static AssessmentView View(this AssessmentResult result) =>
        new(
            result.Passed,
            result.Trigger,
            result.GlobalScore,
            [.. result.Checks.Select(View)],
            [.. result.Reviews.Select(View)],
            result.At
        );

    private static CheckView View(Check check) =>
        new(
            check.Type,
            check.Label,
            check.Passed,
            check.Message,
            check.ExitCode,
            check.Output,
            check.OutputHash,
            check.Score,
            check.Threshold
        );

    private static ReviewView View(Review review) =>
        new(review.Reviewer, review.Summary, [.. review.Scores.Select(View)], review.FilesRead);

    private static ScoreView View(DimensionScore score) =>
        new(
            score.Dimension,
            score.Score,
            score.Weight,
            score.Reasoning,
            [.. score.Evidence.Select(one => new EvidenceView(one.File, one.Line, one.Note))]
        );
}
