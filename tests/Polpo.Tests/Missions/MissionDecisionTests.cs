using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions;

public sealed class MissionDecisionTests
{
    private const string Gate =
        """ "qualityGates":[{"name":"g","afterTasks":["A"],"blocksTasks":["B"],"minScore":4}]""";

    [Fact]
    public void A_task_starts_when_all_that_it_depends_on_is_done_and_independent_ones_together() =>
        Play("A; B: A; C: A; D: B C")
            .Log.ShouldBe(["start A", "done A", "start B", "start C", "done B", "done C", "start D", "done D"]);

    [Fact]
    public void Of_those_that_are_ready_the_highest_priority_starts_first_and_no_more_than_may() =>
        Rehearse(
            """{"name":"m","tasks":[{"title":"A","priority":1},{"title":"B","priority":3},{"title":"C","priority":2}]}""",
            limits: new MissionLimits(1)
        )
            .Log.Where(line => line.StartsWith("start", StringComparison.Ordinal))
            .ShouldBe(["start B", "start C", "start A"]);

    [Fact]
    public void A_failed_task_gives_up_what_needs_it_only_when_nothing_else_goes_on()
    {
        var played = Play(
            "A; B: A; C: B; D",
            outcome: title => (title == "A" ? TaskStatus.Failed : TaskStatus.Done, null)
        );

        played.Log.ShouldBe(["start A", "start D", "failed A", "done D", "give up B", "give up C"]);
        played.Ended!.Reason.ShouldBe("3 tasks failed: \"A\", \"B\", \"C\".");
    }

    [Theory]
    [InlineData(4.0, "open quality gate:g", null)]
    [InlineData(3.9, "shut quality gate:g", "2 tasks failed")]
    public void A_gate_opens_by_the_score_before_it(double score, string log, string? reason)
    {
        var played = Play("A; B: A; C: B", Gate, title => (TaskStatus.Done, title == "A" ? (decimal)score : 5));

        played.Log.Count(line => line.Contains("gate:g", StringComparison.Ordinal)).ShouldBe(1);
        played.Log.ShouldContain(log);
        (played.Ended!.Reason is null).ShouldBe(reason is null);
    }

    [Fact]
    public void A_gate_that_wants_a_score_does_not_open_without_one() =>
        Play("A; B: A", Gate).Log.ShouldBe(["start A", "done A", "shut quality gate:g", "give up B"]);

    [Theory]
    [InlineData("failed == 0 && score >= 4.5", false)]
    [InlineData("failed == 0 && score >= 4", true)]
    [InlineData("tasks[0].status == 'done'", true)]
    public void A_gates_condition_is_asked_besides(string condition, bool opens) =>
        Play(
            "A; B: A",
            $$""" "qualityGates":[{"name":"g","afterTasks":["A"],"blocksTasks":["B"],"condition":"{{condition}}"}]""",
            _ => (TaskStatus.Done, 4.2m)
        )
            .Log.ShouldContain(opens ? "open quality gate:g" : "shut quality gate:g");

    [Fact]
    public void A_condition_that_is_none_is_refused_with_the_document() =>
        Documents
            .Problems(
                Documents.Of(
                    "A; B: A",
                    """ "qualityGates":[{"name":"g","afterTasks":["A"],"blocksTasks":["B"],"condition":"process.exit()"}]"""
                )
            )
            .ShouldHaveSingleItem()
            .ShouldStartWith("qualityGates[0].condition");

    [Theory]
    [InlineData(TaskStatus.Done)]
    [InlineData(TaskStatus.Failed)]
    public void A_checkpoint_is_reached_whatever_became_of_what_is_before_it(TaskStatus ended) =>
        Play(
            "A; B",
            """ "checkpoints":[{"name":"c","afterTasks":["A"],"blocksTasks":["B"]}]""",
            title => (title == "A" ? ended : TaskStatus.Done, null)
        )
            .Log[2..]
            .ShouldBe(["reach checkpoint:c", "start B", "done B"]);

    [Fact]
    public void Nothing_starts_in_the_decision_that_reaches_a_checkpoint()
    {
        var document = Documents
            .Read(
                Documents.Of("A; B; C: A", """ "checkpoints":[{"name":"c","afterTasks":["A"],"blocksTasks":["B"]}]""")
            )
            .OrRefuse();
        TaskNow[] tasks = [new("A", TaskStatus.Done), new("B", TaskStatus.Draft), new("C", TaskStatus.Draft)];

        var actions = MissionDecision.For(
            document,
            RunState.Fresh,
            tasks,
            DateTimeOffset.UnixEpoch,
            new MissionLimits(9)
        );

        actions.Select(action => action.GetType().Name).ShouldBe(["Hold", "Pause"]);
    }

    [Fact]
    public void A_delay_ends_at_its_time_and_not_before()
    {
        var played = Play(
            "A; B: A",
            """ "delays":[{"name":"d","afterTasks":["A"],"blocksTasks":["B"],"duration":"PT2H"}]"""
        );
        played.Log.ShouldBe(["start A", "done A", "reach delay:d", "open delay:d", "start B", "done B"]);
        played.Now.ShouldBe(DateTimeOffset.UnixEpoch.AddHours(2));
    }

    [Fact]
    public void A_clock_that_jumps_a_day_changes_nothing_but_the_time()
    {
        var document = Documents
            .Read(
                Documents.Of(
                    "A; B: A",
                    """ "delays":[{"name":"d","afterTasks":["A"],"blocksTasks":["B"],"duration":"PT2H"}]"""
                )
            )
            .OrRefuse();
        TaskNow[] tasks = [new("A", TaskStatus.Done), new("B", TaskStatus.Draft)];
        var state = new RunState
        {
            Holds = new Dictionary<string, HoldState>
            {
                ["delay:d"] = new(HoldStatus.Reached, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(2)),
            },
        };
        var limits = new MissionLimits(9);

        MissionDecision.For(document, state, tasks, DateTimeOffset.UnixEpoch.AddDays(-1), limits).ShouldBeEmpty();
        MissionDecision
            .For(document, state, tasks, DateTimeOffset.UnixEpoch.AddDays(1), limits)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<MissionAction.Hold>();
    }

    [Fact]
    public void A_failed_task_that_is_tried_again_waits_like_a_new_one()
    {
        var played = Rehearse(
            Documents.Of("A; B: A", """ "checkpoints":[{"name":"c","afterTasks":["A"],"blocksTasks":["B"]}]"""),
            rehearsal: first => first.State = RunState.Fresh with { Retrying = ["B"] }
        );
        played.Log.ShouldBe(["start A", "done A", "reach checkpoint:c", "start B", "done B"]);
    }

    [Theory]
    [InlineData(3.5, null)]
    [InlineData(3.6, "Its score is 3.50, below the threshold of 3.6 (qualityThreshold).")]
    public void The_score_is_weighted_by_priority_and_held_against_the_threshold(double threshold, string? reason)
    {
        var played = Rehearse(
            """{"name":"m","tasks":[{"title":"A","priority":3},{"title":"B"},{"title":"C"}]}""",
            title =>
                (
                    TaskStatus.Done,
                    title switch
                    {
                        "A" => 4,
                        "B" => 2,
                        _ => null,
                    }
                ),
            new MissionLimits(9, (decimal)threshold)
        );
        (played.Ended!.Score, played.Ended.Reason).ShouldBe((3.5m, reason));
    }

    [Fact]
    public void Without_any_score_there_is_nothing_to_hold_against_the_threshold() =>
        Play("A", limits: new MissionLimits(9, 5)).Ended.ShouldBe(new MissionAction.End(null, null));

    [Fact]
    public void Priorities_of_zero_do_not_make_the_score_vanish() =>
        MissionScore.Of([new("A", TaskStatus.Done, 3, 0), new("B", TaskStatus.Done, 4, -1)]).ShouldBe(3.5m);

    [Fact]
    public void Tasks_are_stored_a_batch_at_a_time_each_after_those_that_it_waits_for()
    {
        var document = Documents
            .Read(
                Documents.Of(
                    string.Join(';', Enumerable.Range(0, 250).Select(n => n == 249 ? "T249" : $"T{n}: T{n + 1}"))
                )
            )
            .OrRefuse();
        var first = MissionDecision.For(document, RunState.Fresh, [], DateTimeOffset.UnixEpoch, new MissionLimits(9));
        var titles = first
            .ShouldHaveSingleItem()
            .ShouldBeOfType<MissionAction.Create>()
            .Tasks.Select(task => task.Title)
            .ToList();
        (titles.Count, titles[0], titles[^1]).ShouldBe((100, "T249", "T150"));
    }

    [Fact]
    public void Any_mission_comes_to_an_end_with_every_task_ended_and_every_hold_announced_once()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var document = AnyMission.Make(random);
            var atOnce = random.Next(1, 5);
            var played = new Rehearsal(
                document,
                _ =>
                    (
                        random.Next(5) == 0 ? TaskStatus.Failed : TaskStatus.Done,
                        random.Next(3) == 0 ? null : random.Next(10, 51) / 10m
                    )
            )
            {
                Limits = new MissionLimits(atOnce),
            }.Play();

            played.Tasks.Values.ShouldAllBe(
                task => task.Status == TaskStatus.Done || task.Status == TaskStatus.Failed,
                $"seed {seed}"
            );
            played.Busiest.ShouldBeLessThanOrEqualTo(atOnce, $"seed {seed}");
            played.Log.Where(line => line.Contains(':', StringComparison.Ordinal)).ShouldBeUnique($"seed {seed}");
            (played.Ended!.Reason is null).ShouldBe(
                played.Tasks.Values.All(task => task.Status == TaskStatus.Done),
                $"seed {seed}"
            );
        }
    }

    private static Rehearsal Play(
        string tasks,
        string more = "",
        Func<string, (TaskStatus, decimal?)>? outcome = null,
        MissionLimits? limits = null
    ) => Rehearse(Documents.Of(tasks, more), outcome, limits);

    private static Rehearsal Rehearse(
        string text,
        Func<string, (TaskStatus, decimal?)>? outcome = null,
        MissionLimits? limits = null,
        Action<Rehearsal>? rehearsal = null
    )
    {
        var play = new Rehearsal(Documents.Read(text).OrRefuse(), outcome ?? (_ => (TaskStatus.Done, null)))
        {
            Limits = limits ?? new MissionLimits(1000),
        };
        rehearsal?.Invoke(play);
        return play.Play();
    }
}
