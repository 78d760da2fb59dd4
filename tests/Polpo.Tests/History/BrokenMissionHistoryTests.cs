using Polpo.Core.Approvals.Requests;
using Polpo.Core.History;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Vault;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.History;

/// <summary>The same for missions, schedules and what waits for people.</summary>
public sealed class BrokenMissionHistoryTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Id<MissionRun> Run1 = Id<MissionRun>.New(TimeProvider.System);
    private static readonly Id<ScheduleRun> Morning = Id<ScheduleRun>.New(TimeProvider.System);
    private readonly List<Fact> _facts = [];

    public BrokenMissionHistoryTests()
    {
        Add("msn_1", new MissionCreated("release"));
        Add("msn_1", Moved(MissionStatus.Draft, MissionMove.Execute));
        Add("msn_1", new MissionExecuted(Run1, 1, "release", 3));
        Add("msn_1", new ApprovalRequested("apr_1", "gate", "look", "mission:checkpoint", "Look.", null, []));
        Add("msn_1", Moved(MissionStatus.Active, MissionMove.Pause));
        Add("msn_1", new ApprovalResolved("apr_1", "gate", ApprovalStatus.Approved, "ada", null));
        Add("msn_1", Moved(MissionStatus.Paused, MissionMove.Resume));
        Add("msn_1", new MissionResumed("release", 0, 2));
        Add("msn_1", Moved(MissionStatus.Active, MissionMove.Complete));
        Add("msn_1", Ended(Run1));
        Add("sch_1", Triggered(Morning, "occurrence:2026-03-01T09:00"));
        Add("sch_1", new ScheduleRunEnded(Morning, ScheduleRunStatus.Succeeded, null, null));
    }

    [Fact]
    public void A_whole_history_breaks_no_rule() => Broken().ShouldBeEmpty();

    [Fact]
    public void A_mission_that_moves_from_where_it_did_not_stand_is_found()
    {
        _facts.RemoveAll(fact => fact.Type == MissionMoved.Type && fact.Read<MissionMoved>().Move == MissionMove.Pause);
        Broken().ShouldBe(["missions"]);
    }

    [Fact]
    public void A_move_that_the_missions_machine_does_not_know_is_found()
    {
        Add("msn_1", new MissionMoved(MissionStatus.Completed, MissionStatus.Active, MissionMove.Resume, null));
        Broken().ShouldBe(["missions"]);
    }

    [Fact]
    public void A_mission_that_nobody_created_is_found()
    {
        Add("msn_2", Moved(MissionStatus.Draft, MissionMove.Execute));
        Broken().ShouldBe(["missions"]);
    }

    [Fact]
    public void A_run_that_ends_twice_is_found()
    {
        Add("msn_1", Ended(Run1));
        Broken().ShouldBe(["missions"]);
    }

    [Fact]
    public void A_run_that_begins_beside_another_is_found()
    {
        _facts.RemoveAll(fact => fact.Type == MissionEnded.Type);
        Add("msn_1", new MissionExecuted(Id<MissionRun>.New(TimeProvider.System), 2, "release #2", 3));
        Broken().ShouldBe(["missions"]);
    }

    [Fact]
    public void An_approval_that_nobody_was_asked_for_is_found()
    {
        _facts.RemoveAll(fact => fact.Type == ApprovalRequested.Type);
        Broken().ShouldBe(["approvals"]);
    }

    [Fact]
    public void What_is_decided_twice_is_found()
    {
        Add("msn_1", new ApprovalTimeout("apr_1", "gate", "approve"));
        Broken().ShouldBe(["approvals"]);
    }

    [Fact]
    public void An_occurrence_that_happens_twice_is_found()
    {
        Add("sch_1", Triggered(Id<ScheduleRun>.New(TimeProvider.System), "occurrence:2026-03-01T09:00"));
        Broken().ShouldBe(["occurrences"]);
    }

    [Fact]
    public void A_person_may_run_a_schedule_at_the_time_of_an_occurrence()
    {
        Add("sch_1", Triggered(Id<ScheduleRun>.New(TimeProvider.System), "manual:1"));
        Broken().ShouldBeEmpty();
    }

    [Fact]
    public void A_run_of_a_schedule_that_ends_twice_is_found()
    {
        Add("sch_1", new ScheduleRunEnded(Morning, ScheduleRunStatus.Failed, null, "again"));
        Broken().ShouldBe(["occurrences"]);
    }

    private List<string> Broken()
    {
        var rules = new HistoryRules(Redaction.Nothing);
        foreach (var (fact, place) in _facts.Select((fact, place) => (fact, place)))
            rules.See(fact with { Seq = place + 1 });
        return [.. rules.Reports.Where(rule => rule.Broken > 0).Select(rule => rule.Name)];
    }

    private void Add<T>(string subject, T fact)
        where T : IFact =>
        _facts.Add(new("ws_1", 0, Nine, subject, "ada", T.Type, PendingFact.Of(subject, "ada", fact).Body));

    private static MissionMoved Moved(MissionStatus from, MissionMove move) =>
        new(from, from.After(move)!.Value, move, null);

    private static MissionEnded Ended(Id<MissionRun> run) => new(run, "release", true, null, default, null, null, null);

    private static ScheduleTriggered Triggered(Id<ScheduleRun> run, string trigger) =>
        new(run, Nine, trigger, "task", null);
}
