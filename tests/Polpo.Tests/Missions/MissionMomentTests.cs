using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions;

/// <summary>What a mission does at one moment, from a state that is given whole.</summary>
public sealed class MissionMomentTests
{
    private const string Checkpoints =
        """ "checkpoints":[{"name":"one","afterTasks":["A"],"blocksTasks":["B"]},{"name":"two","afterTasks":["A"],"blocksTasks":["B"]}]""";
    private const string Delay =
        """ "delays":[{"name":"d","afterTasks":["A"],"blocksTasks":["B"],"duration":"PT2H"}]""";
    private const string Gate =
        """ "qualityGates":[{"name":"g","afterTasks":["A"],"blocksTasks":["B"],"minScore":4}]""";

    private static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private static readonly TaskNow[] _aDone = [new("A", TaskStatus.Done, 3), new("B", TaskStatus.Draft)];

    [Fact]
    public void Checkpoints_that_are_reached_together_pause_the_mission_once_in_the_name_of_all()
    {
        var actions = Decide(Checkpoints, RunState.Fresh);

        actions
            .OfType<MissionAction.Hold>()
            .Select(hold => (hold.What.Name, hold.Move, hold.Then))
            .ShouldBe([
                ("one", HoldMove.Reach, new HoldState(HoldStatus.Reached, _now)),
                ("two", HoldMove.Reach, new HoldState(HoldStatus.Reached, _now)),
            ]);
        actions[^1].ShouldBe(new MissionAction.Pause("At checkpoint \"one\" and \"two\"."));
        actions.Count.ShouldBe(3);
    }

    [Fact]
    public void A_delay_that_is_reached_says_until_when_and_ends_at_that_very_time()
    {
        var reached = new HoldState(HoldStatus.Reached, _now, _now.AddHours(2));
        Decide(Delay, RunState.Fresh)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<MissionAction.Hold>()
            .Then.ShouldBe(reached);
        var waiting = Holding("delay:d", reached);

        Decide(Delay, waiting, at: reached.Until!.Value.AddTicks(-1)).ShouldBeEmpty();
        var ended = Decide(Delay, waiting, at: reached.Until.Value).ShouldHaveSingleItem();

        ended.ShouldBeOfType<MissionAction.Hold>().Then.ShouldBe(new HoldState(HoldStatus.Open, reached.Until.Value));
        MissionDecision.Due(waiting).ShouldBe(reached.Until);
    }

    [Fact]
    public void The_next_end_of_a_delay_is_the_earliest_of_those_that_go_on()
    {
        var state = RunState.Fresh with
        {
            Holds = new Dictionary<string, HoldState>
            {
                ["delay:over"] = new(HoldStatus.Open, _now, _now.AddHours(1)),
                ["delay:late"] = new(HoldStatus.Reached, _now, _now.AddHours(3)),
                ["delay:next"] = new(HoldStatus.Reached, _now, _now.AddHours(2)),
                ["checkpoint:c"] = new(HoldStatus.Reached, _now),
            },
        };

        MissionDecision.Due(state).ShouldBe(_now.AddHours(2));
        MissionDecision.Due(RunState.Fresh).ShouldBeNull();
    }

    [Fact]
    public void A_gate_that_does_not_pass_is_shut_with_what_it_saw_and_says_anew_only_what_is_new()
    {
        var shut = new HoldState(
            HoldStatus.Shut,
            _now,
            Reason: "the average score is 3.00, below 4 (minScore).",
            Score: 3
        );
        Decide(Gate, RunState.Fresh).ShouldHaveSingleItem().ShouldBeOfType<MissionAction.Hold>().Then.ShouldBe(shut);

        Decide(Gate, Holding("quality gate:g", shut))
            .ShouldHaveSingleItem()
            .ShouldBe(new MissionAction.GiveUp("B", $"Quality gate \"g\" did not pass: {shut.Reason}"));
        Decide(Gate, Holding("quality gate:g", shut with { Reason = "another" }))
            .ShouldHaveSingleItem()
            .ShouldBeOfType<MissionAction.Explain>()
            .Then.ShouldBe(shut);
        Decide(Gate, Holding("quality gate:g", shut), tasks: [new("A", TaskStatus.Done, 4.5m), _aDone[1]])
            .ShouldHaveSingleItem()
            .ShouldBeOfType<MissionAction.Hold>()
            .Then.ShouldBe(new HoldState(HoldStatus.Open, _now, Score: 4.5m));
    }

    [Fact]
    public void A_gate_that_a_person_refused_stays_shut_whatever_the_score_is()
    {
        var refused = new HoldState(HoldStatus.Shut, _now, Reason: "no") { Refused = true };

        Decide(Gate, Holding("quality gate:g", refused), tasks: [new("A", TaskStatus.Done, 5), _aDone[1]])
            .ShouldHaveSingleItem()
            .ShouldBe(new MissionAction.GiveUp("B", "Quality gate \"g\" did not pass: no"));
    }

    [Fact]
    public void What_a_person_is_asked_about_is_left_alone()
    {
        var asked = RunState.Fresh with { Asked = new Dictionary<string, string> { ["apr_1"] = "quality gate:g" } };

        Decide(Gate, asked).ShouldNotContain(action => action is MissionAction.Hold);
    }

    [Fact]
    public void Nothing_ends_while_a_delay_goes_on()
    {
        var reached = new HoldState(HoldStatus.Reached, _now, _now.AddHours(2));

        Decide(Delay, Holding("delay:d", reached), tasks: [_aDone[0], new("B", TaskStatus.Done)]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, 1, 4, 99, true)]
    [InlineData(false, 1, 4, 99, false)]
    [InlineData(true, 2, 2, 0, false)]
    [InlineData(true, 0, 0, 0, false)]
    [InlineData(true, 0, 2, 100, false)]
    public void A_model_is_asked_about_what_was_tried_so_often_a_task_and_so_often_a_run(
        bool hasRun,
        int askedOfIt,
        int most,
        int askedInAll,
        bool asks
    )
    {
        TaskNow[] tasks =
        [
            new("A", TaskStatus.Failed, HasRun: hasRun),
            new("B", TaskStatus.Draft, Resolutions: askedOfIt),
        ];

        Decide("", RunState.Fresh with { Resolutions = askedInAll }, "A; B: A", tasks, limits: new(9, null, most))
            .ShouldHaveSingleItem()
            .ShouldBe(
                asks
                    ? new MissionAction.Resolve("B", "A")
                    : new MissionAction.GiveUp("B", "It depends on \"A\", which failed.")
            );
    }

    [Fact]
    public void One_question_goes_before_all_that_is_given_up()
    {
        TaskNow[] tasks =
        [
            new("A", TaskStatus.Failed, HasRun: false),
            new("B", TaskStatus.Draft),
            new("C", TaskStatus.Failed),
            new("D", TaskStatus.Draft),
            new("E", TaskStatus.Draft),
        ];

        Decide("", RunState.Fresh, "A; B: A; C; D: C; E: C", tasks, limits: new(9, null, 1))
            .ShouldBe([new MissionAction.Resolve("D", "C")]);
    }

    [Theory]
    [InlineData(1, "A task failed: \"T0\".")]
    [InlineData(2, "2 tasks failed: \"T0\", \"T1\".")]
    [InlineData(5, "5 tasks failed: \"T0\", \"T1\", \"T2\", \"T3\", \"T4\".")]
    [InlineData(6, "6 tasks failed: \"T0\", \"T1\", \"T2\", \"T3\", \"T4\" and 1 more.")]
    [InlineData(8, "8 tasks failed: \"T0\", \"T1\", \"T2\", \"T3\", \"T4\" and 3 more.")]
    public void The_end_names_five_that_failed_and_counts_the_others(int failed, string reason)
    {
        var titles = Enumerable.Range(0, 9).Select(number => $"T{number}").ToList();
        var tasks = titles.Select(
            (title, index) => new TaskNow(title, index < failed ? TaskStatus.Failed : TaskStatus.Done, 4)
        );

        Decide("", RunState.Fresh, string.Join("; ", titles), [.. tasks], new(9, 5))
            .ShouldHaveSingleItem()
            .ShouldBe(new MissionAction.End(4, reason));
    }

    [Fact]
    public void A_task_that_waits_for_a_person_takes_no_slot_and_keeps_the_mission_from_its_end()
    {
        TaskNow[] tasks = [new("A", TaskStatus.AwaitingApproval), new("B", TaskStatus.Draft)];

        Decide("", RunState.Fresh, "A; B", tasks, new(1)).ShouldBe([new MissionAction.Start("B")]);
        Decide("", RunState.Fresh, "A; B: A", tasks, new(1)).ShouldBeEmpty();
        Decide("", RunState.Fresh, "A; B", [new("A", TaskStatus.InProgress), tasks[1]], new(1)).ShouldBeEmpty();
    }

    [Fact]
    public void Of_what_has_ended_only_what_failed_and_is_to_be_tried_again_starts()
    {
        TaskNow[] tasks =
        [
            new("A", TaskStatus.Failed),
            new("B", TaskStatus.Failed),
            new("C", TaskStatus.Done),
            new("D", TaskStatus.AwaitingApproval),
        ];

        Decide("", RunState.Fresh with { Retrying = ["B", "C", "D"] }, "A; B; C; D", tasks)
            .ShouldBe([new MissionAction.Start("B")]);
    }

    [Fact]
    public void What_one_hold_of_several_blocks_stays_blocked()
    {
        var state = Holding("checkpoint:one", new HoldState(HoldStatus.Open, _now)) with
        {
            Asked = new Dictionary<string, string> { ["apr_1"] = "checkpoint:two" },
        };
        TaskNow[] tasks = [_aDone[0], _aDone[1], new("C", TaskStatus.Draft)];

        Decide(Checkpoints, state, "A; B; C", tasks).ShouldBe([new MissionAction.Start("C")]);
    }

    [Theory]
    [InlineData(2, 2.01, 2.01)]
    [InlineData(2, 2.03, 2.02)]
    [InlineData(3, 4, 3.5)]
    public void A_score_has_two_decimals_and_a_half_goes_up(double one, double other, double score)
    {
        TaskNow[] tasks =
        [
            new("A", TaskStatus.Done, (decimal)one),
            new("B", TaskStatus.Done, (decimal)other),
            new("C", TaskStatus.Failed, 1),
            new("D", TaskStatus.Done),
        ];

        MissionScore.Of(tasks).ShouldBe((decimal)score);
        MissionScore.Average([tasks[0], tasks[1], tasks[3]]).ShouldBe((decimal)score);
        MissionScore.Average([tasks[2], tasks[3]]).ShouldBe(1);
        MissionScore.Average([tasks[3]]).ShouldBeNull();
    }

    private static RunState Holding(string key, HoldState state) =>
        RunState.Fresh with
        {
            Holds = new Dictionary<string, HoldState> { [key] = state },
        };

    private static IReadOnlyList<MissionAction> Decide(
        string more,
        RunState state,
        string titles = "A; B: A",
        IReadOnlyCollection<TaskNow>? tasks = null,
        MissionLimits? limits = null,
        DateTimeOffset? at = null
    ) =>
        MissionDecision.For(
            Documents.Read(Documents.Of(titles, more)).OrRefuse(),
            state,
            tasks ?? _aDone,
            at ?? _now,
            limits ?? new MissionLimits(9)
        );
}
