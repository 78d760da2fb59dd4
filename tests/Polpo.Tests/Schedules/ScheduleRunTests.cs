using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Schedules;

public sealed class ScheduleRunTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task What_is_due_becomes_a_task_whose_end_is_the_runs(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("30 9 * * *");
        await bench.PassAsync(schedule, 29 * Minute);
        (await bench.RunsAsync(schedule)).ShouldBeEmpty();
        await bench.PassAsync(schedule, 2 * Minute);

        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        (run.Status, run.Attempts, run.OccurrenceAt).ShouldBe(
            (ScheduleRunStatus.Succeeded, 1, ScheduleBench.Start + (30 * Minute))
        );
        var task = await bench.TaskOfAsync(run);
        task.Status.ShouldBe(TaskStatus.Done);
        task.Title.ShouldBe($"tidy up ({ScheduleBench.Start:yyyy-MM-dd} 09:30)");
        task.RequesterName.ShouldBe("Ada");
        (await bench.FactsAsync(schedule)).ShouldBe(["created", "triggered", "run_ended"]);
        (await bench.GetAsync(schedule)).NextOccurrenceAt.ShouldBe(ScheduleBench.Start.AddDays(1) + (30 * Minute));
    }

    [Theory, OnEachDatabase]
    public async Task Waking_it_again_and_again_fires_nothing_twice(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("30 9 * * *");
        await bench.PassAsync(schedule, 31 * Minute);
        for (var i = 0; i < 5; i++)
            await bench.WakeAsync(schedule);
        (await bench.RunsAsync(schedule)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_sleeps_until_its_time_and_then_wakes_by_itself()
    {
        await using var bench = await ScheduleBench.StartAsync(Database.Sqlite);
        var schedule = await bench.AddAsync("30 9 * * *");
        bench.Put(31 * Minute);
        await foreach (
            var fact in bench.Tasks.Engine.Journal.FollowAsync(bench.Tasks.Workspace.Id, 0, schedule.Id, Stop)
        )
        {
            if (fact.Type == ScheduleRunEnded.Type)
                break;
        }
        (await bench.RunsAsync(schedule)).ShouldHaveSingleItem().Status.ShouldBe(ScheduleRunStatus.Succeeded);
    }

    [Theory, OnEachDatabase]
    public async Task A_day_that_the_clock_jumps_over_is_missed_and_said_once(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("0 * * * *");
        await bench.PassAsync(schedule, (24 * Hour) + (30 * Minute));

        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        (run.Status, run.OccurrenceAt).ShouldBe((ScheduleRunStatus.Skipped, ScheduleBench.Start + (24 * Hour)));
        run.Error.ShouldBe("It was due 30 minutes earlier, which is more than the grace of 5 minutes.");
        var skipped = (await bench.Tasks.FactsAsync(schedule.Id)).Single(fact => fact.Type == ScheduleSkipped.Type);
        skipped.Read<ScheduleSkipped>().Missed.ShouldBe(23);
        (await bench.GetAsync(schedule)).NextOccurrenceAt.ShouldBe(ScheduleBench.Start + (25 * Hour));
    }

    [Theory, OnEachDatabase]
    public async Task With_catch_up_the_newest_that_was_missed_is_run_however_late(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("0 * * * *", new SchedulePolicy(CatchUp.Latest));
        await bench.PassAsync(schedule, (24 * Hour) + (30 * Minute));

        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        (run.Status, run.OccurrenceAt).ShouldBe((ScheduleRunStatus.Succeeded, ScheduleBench.Start + (24 * Hour)));
    }

    [Theory, OnEachDatabase]
    public async Task A_clock_that_is_put_back_fires_the_rest_of_its_day_and_nothing_twice(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("0 * * * *", new SchedulePolicy(CatchUp.Latest));
        await bench.PassAsync(schedule, (24 * Hour) + Minute); // wrong by a day: tomorrow's 9:00 fires
        await bench.PassAsync(schedule, (-24 * Hour) + (30 * Minute)); // right again: 9:31
        (await bench.GetAsync(schedule)).NextOccurrenceAt.ShouldBe(ScheduleBench.Start + Hour);
        await bench.PassAsync(schedule, 30 * Minute); // 10:01
        await bench.PassAsync(schedule, 23 * Hour); // tomorrow's 9:01, whose 9:00 has fired

        (await bench.RunsAsync(schedule))
            .Select(run => (run.OccurrenceAt - ScheduleBench.Start).TotalHours)
            .ShouldBe([1, 24]);
        (await bench.FactsAsync(schedule)).ShouldContain("moved");
    }

    [Theory, OnEachDatabase]
    public async Task An_occurrence_is_skipped_while_an_earlier_run_is_at_work(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("*/10 * * * *", waits: true);
        await bench.PassAsync(schedule, 10 * Minute);
        await bench.PassAsync(schedule, 10 * Minute);

        var runs = await bench.RunsAsync(schedule);
        runs.Select(run => run.Status).ShouldBe([ScheduleRunStatus.Running, ScheduleRunStatus.Skipped]);
        runs[1].Error.ShouldBe($"An earlier run is still at work ({runs[0].Reference}); maxConcurrency is 1.");
        await bench.Tasks.Commands.KillAsync((await bench.TaskOfAsync(runs[0])).Id, bench.Tasks.Caller, Stop);
        await bench.PassAsync(schedule, 10 * Minute);
        (await bench.RunsAsync(schedule))
            .Select(run => run.Status)
            .ShouldBe([ScheduleRunStatus.Failed, ScheduleRunStatus.Skipped, ScheduleRunStatus.Running]);
    }

    [Theory, OnEachDatabase]
    public async Task As_many_runs_are_at_work_at_once_as_the_policy_says(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("*/10 * * * *", new SchedulePolicy(MaxConcurrency: 2), waits: true);
        for (var i = 0; i < 3; i++)
            await bench.PassAsync(schedule, 10 * Minute);
        (await bench.RunsAsync(schedule))
            .Select(run => run.Status)
            .ShouldBe([ScheduleRunStatus.Running, ScheduleRunStatus.Running, ScheduleRunStatus.Skipped]);
    }

    [Theory, OnEachDatabase]
    public async Task A_person_starts_a_run_once_for_each_key(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("0 0 1 1 *", waits: true);
        var first = await bench.Commands.RunAsync(schedule.Id, "key", bench.Tasks.Caller, Stop);
        await bench.Tasks.Engine.Idleness.WaitAsync(Stop);
        var again = await bench.Commands.RunAsync(schedule.Id, "key", bench.Tasks.Caller, Stop);
        (again.Id, again.Status).ShouldBe((first.Id, ScheduleRunStatus.Running));
        var other = () => bench.Commands.RunAsync(schedule.Id, "other", bench.Tasks.Caller, Stop);
        (await other.ShouldThrowAsync<RefusedException>()).Message.ShouldContain("raise policy.maxConcurrency");
        (await bench.RunsAsync(schedule)).Count.ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task What_cannot_be_started_is_a_failed_run_with_its_reason(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("30 9 * * *");
        await File.WriteAllTextAsync(Path.Combine(bench.Tasks.Repository, ".polpo", "agents.json"), "[]", Stop);
        await bench.PassAsync(schedule, 31 * Minute);

        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        run.Status.ShouldBe(ScheduleRunStatus.Failed);
        run.Error.ShouldNotBeNull().ShouldContain("agent");
        (await bench.GetAsync(schedule)).Status.ShouldBe(ScheduleStatus.Active);
    }

    [Theory, OnEachDatabase]
    public async Task Nothing_fires_while_it_is_paused_and_nothing_is_made_up_for(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("0 * * * *", new SchedulePolicy(CatchUp.Latest));
        await bench.Commands.PauseAsync(schedule.Id, null, bench.Tasks.Caller, Stop);
        await bench.PassAsync(schedule, (5 * Hour) + (30 * Minute));
        var resumed = await bench.Commands.ResumeAsync(schedule.Id, null, bench.Tasks.Caller, Stop);
        await bench.WakeAsync(schedule);

        (await bench.RunsAsync(schedule)).ShouldBeEmpty();
        resumed.NextOccurrenceAt.ShouldBe(ScheduleBench.Start + (6 * Hour));
    }

    [Theory, OnEachDatabase]
    public async Task Once_fires_once_and_is_completed(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var at = $"{ScheduleBench.Start:yyyy-MM-dd}T09:30";
        var schedule = await bench.AddAsync(bench.Spec("0 0 1 1 *") with { Timing = ScheduleTiming.Once(at) });
        await bench.PassAsync(schedule, 31 * Minute);
        await bench.PassAsync(schedule, 24 * Hour);

        (await bench.RunsAsync(schedule)).ShouldHaveSingleItem().Status.ShouldBe(ScheduleRunStatus.Succeeded);
        (await bench.GetAsync(schedule)).Status.ShouldBe(ScheduleStatus.Completed);
        (await bench.FactsAsync(schedule)).ShouldBe(["created", "completed", "triggered", "run_ended"]);
    }

    [Theory, OnEachDatabase]
    public async Task After_its_end_it_is_completed(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var ending = ScheduleTiming.Cron("0 * * * *", endsAt: ScheduleBench.Start + (90 * Minute));
        var schedule = await bench.AddAsync(bench.Spec("0 * * * *") with { Timing = ending });
        await bench.PassAsync(schedule, 61 * Minute);
        (await bench.RunsAsync(schedule)).Count.ShouldBe(1);
        (await bench.GetAsync(schedule)).Status.ShouldBe(ScheduleStatus.Completed);
    }

    [Theory, OnEachDatabase]
    public async Task Of_a_schedule_that_fires_for_ever_the_latest_runs_are_kept(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var schedule = await bench.AddAsync("* * * * *", new SchedulePolicy(MisfireGraceSeconds: 0));
        await bench.Tasks.Engine.Database.WriteAsync(
            bench.Tasks.Workspace.Id,
            async work =>
            {
                var due = bench.Tasks.Engine.Get<DueOccurrences>();
                var row = await work.Db.FindAsync<Schedule>([schedule.Id], Stop);
                for (var i = 0; i < RunHistory.Kept + 99; i++)
                    due.NewRun(work, row!, work.Now, $"manual:{i}", null).Make(ScheduleRunMove.Skip, work.Now, "test");
            },
            Stop
        );
        await bench.PassAsync(schedule, Minute + TimeSpan.FromSeconds(30));
        var stored = await bench.Tasks.Engine.Database.ReadAsync(
            db => Task.FromResult(db.Set<ScheduleRun>().Count()),
            Stop
        );
        stored.ShouldBe(RunHistory.Kept);
    }
}
