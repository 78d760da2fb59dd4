using Polpo.Core.Missions.Rules;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

public sealed class MissionMachineTests
{
    private static readonly MissionStatus[] Statuses = Enum.GetValues<MissionStatus>();
    private static readonly MissionMove[] Moves = Enum.GetValues<MissionMove>();

    [Fact]
    public void Every_status_is_reached_from_draft()
    {
        HashSet<MissionStatus> reached = [MissionStatus.Draft];
        for (var before = 0; before < reached.Count; )
        {
            before = reached.Count;
            reached.UnionWith(
                (from status in reached.ToList() from move in Moves select status.After(move)).OfType<MissionStatus>()
            );
        }
        reached.Count.ShouldBe(Statuses.Length);
    }

    [Fact]
    public void No_walk_ends_a_run_that_did_not_begin()
    {
        var random = new Random(11);
        for (var walk = 0; walk < 500; walk++)
        {
            var (status, runs) = (MissionStatus.Draft, 0);
            for (var step = 0; step < 30; step++)
            {
                var move = Moves[random.Next(Moves.Length)];
                if (status.After(move) is not { } next)
                    continue;
                if (move is MissionMove.Execute or MissionMove.Resume)
                    runs = 1;
                if (move is MissionMove.Complete or MissionMove.Fail or MissionMove.AwaitNext)
                    runs.ShouldBe(1, $"{status} {move}");
                status = next;
                status.Runs().ShouldBe(status is MissionStatus.Active or MissionStatus.Paused);
            }
        }
    }

    [Fact]
    public void What_is_completed_stays_so() => Moves.ShouldAllBe(move => MissionStatus.Completed.After(move) == null);

    [Fact]
    public void Only_a_person_goes_on_from_a_pause_and_a_rejection_or_a_deadline_ends_it() =>
        Moves
            .Where(move => MissionStatus.Paused.After(move) is not null)
            .ShouldBe(
                [MissionMove.Resume, MissionMove.Cancel, MissionMove.Fail, MissionMove.AwaitNext],
                ignoreOrder: true
            );

    [Fact]
    public void An_open_hold_is_never_closed_again() =>
        Enum.GetValues<HoldMove>().ShouldAllBe(move => HoldStatus.Open.After(move) == null);
}
