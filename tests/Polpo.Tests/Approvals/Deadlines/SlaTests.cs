using Polpo.Core.Approvals.Deadlines;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Approvals.Deadlines;

public sealed class SlaTests
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Deadline = From.AddMinutes(100);

    [Theory]
    [InlineData(SlaStatus.Open, 79, null)]
    [InlineData(SlaStatus.Open, 80, SlaMove.Warn)]
    [InlineData(SlaStatus.Open, 100, SlaMove.Warn)]
    [InlineData(SlaStatus.Open, 101, SlaMove.Violate)]
    [InlineData(SlaStatus.Warned, 100, null)]
    [InlineData(SlaStatus.Warned, 101, SlaMove.Violate)]
    [InlineData(SlaStatus.Violated, 101, null)]
    [InlineData(SlaStatus.Met, 101, null)]
    [InlineData(SlaStatus.Met, 90, null)]
    public void Time_brings_each_word_once(SlaStatus status, int minutes, SlaMove? brought) =>
        status.Brought(From, Deadline, 0.8, From.AddMinutes(minutes)).ShouldBe(brought);

    [Fact]
    public void It_is_looked_at_again_when_the_next_word_is_due_and_then_never()
    {
        SlaStatus.Open.Due(From, Deadline, 0.8).ShouldBe(From.AddMinutes(80));
        SlaStatus.Warned.Due(From, Deadline, 0.8).ShouldBe(Deadline.AddMilliseconds(1));
        SlaStatus.Violated.Due(From, Deadline, 0.8).ShouldBeNull();
        SlaStatus.Met.Due(From, Deadline, 0.8).ShouldBeNull();
    }

    [Theory]
    [InlineData(SlaStatus.Open, SlaMove.Warn, SlaStatus.Warned)]
    [InlineData(SlaStatus.Open, SlaMove.Violate, SlaStatus.Violated)]
    [InlineData(SlaStatus.Open, SlaMove.Meet, SlaStatus.Met)]
    [InlineData(SlaStatus.Warned, SlaMove.Violate, SlaStatus.Violated)]
    [InlineData(SlaStatus.Warned, SlaMove.Meet, SlaStatus.Met)]
    [InlineData(SlaStatus.Warned, SlaMove.Warn, null)]
    [InlineData(SlaStatus.Violated, SlaMove.Meet, null)]
    [InlineData(SlaStatus.Violated, SlaMove.Violate, null)]
    [InlineData(SlaStatus.Met, SlaMove.Violate, null)]
    [InlineData(SlaStatus.Met, SlaMove.Warn, null)]
    public void Each_word_is_said_once(SlaStatus status, SlaMove move, SlaStatus? next) =>
        status.After(move).ShouldBe(next);

    /// <summary>Whatever the threshold and however late one looks, following the due times ends, with every word said at most once.</summary>
    [Fact]
    public void Following_the_due_times_always_ends()
    {
        var random = new Random(7);
        for (var run = 0; run < 2000; run++)
        {
            var (status, now, threshold) = (SlaStatus.Open, From, random.NextDouble());
            var deadline = From.AddMilliseconds(random.Next(-1000, 1_000_000));
            var said = new List<SlaMove>();
            for (var looks = 0; status.Due(From, deadline, threshold) is { } due; looks++)
            {
                looks.ShouldBeLessThan(4);
                now = (due > now ? due : now).AddMilliseconds(random.Next(0, 5) * random.Next(0, 100_000));
                if (status.Brought(From, deadline, threshold, now) is not { } move)
                    continue;
                said.Add(move);
                status = status.After(move)!.Value;
            }
            status.ShouldBe(SlaStatus.Violated);
            said.ShouldBeUnique();
        }
    }

    [Fact]
    public void The_part_that_is_used_is_told_in_percent()
    {
        Sla.PercentUsed(From, Deadline, From.AddMinutes(80)).ShouldBe(80);
        Sla.PercentUsed(From, Deadline, From.AddMinutes(150)).ShouldBe(150);
        Sla.PercentUsed(From, From, From).ShouldBe(100);
    }
}
