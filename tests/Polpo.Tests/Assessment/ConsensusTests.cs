using Polpo.Core.Assessment;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Assessment;

public sealed class ConsensusTests
{
    private static readonly Dimension[] Two = [new("correctness", 0.75, ""), new("style", 0.25, "")];

    [Fact]
    public void The_median_of_three_reviewers_counts()
    {
        var scores = Consensus.Of(Two, [Of(5, 2), Of(4, 3), Of(4, 4)]);

        scores.Select(score => score.Score).ShouldBe([4, 3]);
    }

    [Fact]
    public void A_score_far_from_the_median_is_dropped()
    {
        // 1 lies 4 from the median 5; without it two fives remain.
        Consensus.Of(Two, [Of(5, 5), Of(5, 5), Of(1, 5)])[0].Score.ShouldBe(5);
        // 3 and 5 lie within 1.5 of 4: nothing is dropped.
        Consensus.Of(Two, [Of(3, 5), Of(4, 5), Of(5, 5)])[0].Score.ShouldBe(4);
    }

    [Fact]
    public void One_reviewer_alone_decides_and_none_gives_no_score()
    {
        Consensus.Of(Two, [Of(2, 3)]).Select(score => score.Score).ShouldBe([2, 3]);
        Consensus.Global(Consensus.Of(Two, [])).ShouldBeNull();
    }

    [Fact]
    public void The_global_score_is_weighted_and_has_two_decimals()
    {
        Consensus.Global(Consensus.Of(Two, [Of(4, 3)])).ShouldBe(3.75m);
    }

    [Fact]
    public void The_reasoning_is_that_of_the_nearest_reviewer()
    {
        Consensus.Of(Two, [Of(1, 5), Of(4, 5), Of(4, 5)])[0].Reasoning.ShouldBe("because 4");
    }

    private static Review Of(int correctness, int style) =>
        new(
            "r",
            "",
            [
                new DimensionScore("correctness", correctness, 9, $"because {correctness}", []),
                new DimensionScore("style", style, 9, "", []),
            ],
            []
        );
}
