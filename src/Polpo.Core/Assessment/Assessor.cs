using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Assessment;

/// <summary>Checks a result: everything side by side, on a fresh checkout of its commit. It passes only if everything passes.</summary>
public sealed class Assessor
{
    private const int ReviewerCount = 3;

    private readonly IGit _git;
    private readonly ISandboxes _sandboxes;
    private readonly CommandChecks _commands;
    private readonly Dimensions _dimensions;
    private readonly Reviewers _reviewers;
    private readonly TimeProvider _time;

    internal Assessor(
        IGit git,
        ISandboxes sandboxes,
        CommandChecks commands,
        Dimensions dimensions,
        Reviewers reviewers,
        TimeProvider time
    ) =>
        (_git, _sandboxes, _commands, _dimensions, _reviewers, _time) = (
            git,
            sandboxes,
            commands,
            dimensions,
            reviewers,
            time
        );

    public async Task<AssessmentResult> AssessAsync(
        Owned owner,
        AssessmentRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.Expectations.Count == 0 && request.ExpectedOutcomes.Count == 0)
            return new AssessmentResult(true, request.Trigger, null, [], [], _time.GetUtcNow());
        var (checks, reviews) = await LookAsync(owner, request, cancellationToken);
        await ClearAsync(request, cancellationToken);
        List<Check> all = [.. checks, .. reviews.Select(review => review.Check)];
        return new AssessmentResult(
            all.TrueForAll(check => check.Passed),
            request.Trigger,
            reviews.Select(review => review.Check.Score).OfType<decimal>().DefaultIfEmpty().Average() is var score
            && score > 0
                ? decimal.Round(score, 2)
                : null,
            all,
            [.. reviews.SelectMany(review => review.Reviews)],
            _time.GetUtcNow()
        )
        {
            ReviewersFailed = reviews.Any(review => review.Check.Unheard),
        };
    }

    /// <summary>Ends the commands of an assessment that nobody waits for any more.</summary>
    public async Task StopAsync(string key, int commands, CancellationToken cancellationToken)
    {
        foreach (var index in Enumerable.Range(0, commands))
            await _sandboxes.CloseAsync($"{AssessmentRequest.CheckoutOf(key)}-{index}", cancellationToken);
    }

    private async Task<(
        IReadOnlyList<Check> Checks,
        IReadOnlyList<(Check Check, IReadOnlyList<Review> Reviews)> Reviews
    )> LookAsync(Owned owner, AssessmentRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var checkout = await _git.CheckOutAsync(
                request.Workspace,
                request.CheckoutId,
                request.Head,
                cancellationToken
            );
            var checks = await ChecksAsync(request, checkout, cancellationToken);
            return (checks, await ReviewAsync(owner, request, checks, cancellationToken));
        }
        catch (RefusedException)
        {
            await ClearAsync(request, cancellationToken);
            throw;
        }
    }

    private static List<Expectation> Commands(AssessmentRequest request) =>
        [.. request.Expectations.Where(expectation => expectation is CommandExpectation or MetricExpectation)];

    private static string CommandId(AssessmentRequest request, int index) => $"{request.CheckoutId}-{index}";

    /// <summary>Not before all is known: after a restart a command that has ended is found in its sandbox, and not run again.</summary>
    private async Task ClearAsync(AssessmentRequest request, CancellationToken cancellationToken)
    {
        foreach (var id in Commands(request).Select((_, index) => CommandId(request, index)).Append(request.CheckoutId))
        {
            await _sandboxes.CloseAsync(id, cancellationToken);
            await _git.RemoveAsync(request.Workspace, id, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Check>> ChecksAsync(
        AssessmentRequest request,
        Worktree checkout,
        CancellationToken cancellationToken
    )
    {
        var ran = Commands(request)
            .Select(
                (expectation, index) =>
                    _commands.RunAsync(request, CommandId(request, index), expectation, cancellationToken)
            )
            .ToList();
        return
        [
            .. request
                .Expectations.OfType<FileExpectation>()
                .Select(expectation => FileChecks.Exists(checkout.Path, expectation)),
            .. request.ExpectedOutcomes.Select(expected =>
                FileChecks.Outcome(checkout.Path, expected, request.Outcomes)
            ),
            .. await Task.WhenAll(ran),
        ];
    }

    private async Task<IReadOnlyList<(Check Check, IReadOnlyList<Review> Reviews)>> ReviewAsync(
        Owned owner,
        AssessmentRequest request,
        IReadOnlyList<Check> checks,
        CancellationToken cancellationToken
    )
    {
        var wanted = request.Expectations.OfType<ReviewExpectation>().ToList();
        if (wanted.Count == 0)
            return [];
        var changed = await _git.ChangedPathsAsync(request.Workspace, request.Base, request.Head, cancellationToken);
        return await Task.WhenAll(
            wanted.Select(
                (review, index) =>
                    ReviewAsync(
                        owner,
                        request with
                        {
                            Key = index == 0 ? request.Key : $"{request.Key}-{index}",
                        },
                        review,
                        changed,
                        checks,
                        cancellationToken
                    )
            )
        );
    }

    private async Task<(Check Check, IReadOnlyList<Review> Reviews)> ReviewAsync(
        Owned owner,
        AssessmentRequest request,
        ReviewExpectation wanted,
        IReadOnlyList<string> changed,
        IReadOnlyList<Check> checks,
        CancellationToken cancellationToken
    )
    {
        var dimensions = await _dimensions.ForAsync(request, wanted, cancellationToken);
        var task = ReviewPrompts.Task(request, wanted, changed, checks);
        var heard = await Task.WhenAll(
            Enumerable
                .Range(1, ReviewerCount)
                .Select(number => _reviewers.ReviewAsync(owner, request, dimensions, number, task, cancellationToken))
        );
        var reviews = heard.OfType<Review>().ToList();
        var global = Consensus.Global(Consensus.Of(dimensions, reviews));
        var check = global is { } score
            ? new Check(
                wanted.Type,
                wanted.Label,
                score >= wanted.Threshold,
                $"Score {score:0.00} of 5 by {reviews.Count} reviewers, threshold {wanted.Threshold:0.0#}."
            )
            {
                Score = score,
                Threshold = wanted.Threshold,
            }
            : new Check(wanted.Type, wanted.Label, false, "No reviewer could be heard.")
            {
                Unheard = true,
                Threshold = wanted.Threshold,
            };
        return (check, reviews);
    }
}
