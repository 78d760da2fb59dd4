using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polpo.Core.Identity;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Tasks;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Polpo.Tests.Tasks;

namespace Polpo.Tests.Schedules;

/// <summary>A schedule acts with the rights that its owner has when it fires.</summary>
public sealed class ScheduleOwnerTests
{
    /// <summary>To the minute after the first of its times.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(31);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Database.Sqlite, "disabled", "Ben is disabled.")]
    [InlineData(Database.Sqlite, "removed", "Ben is no member of this workspace any more.")]
    [InlineData(Database.Sqlite, "demoted", "Ben does not have the permission automations.manage any more.")]
    [InlineData(Database.Postgres, "disabled", "Ben is disabled.")]
    public async Task What_its_owner_may_not_have_done_any_more_is_not_started_and_it_pauses(
        Database database,
        string how,
        string reason
    )
    {
        await using var bench = await StartAsync(database);
        var schedule = await AddAsync(bench, await bench.Tasks.BenAsync());
        await bench.Tasks.LeaveAsync(how);
        await bench.PassAsync(schedule, First);
        await bench.PassAsync(schedule, Hour);

        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        (run.Status, run.Reference, run.Error).ShouldBe((ScheduleRunStatus.Failed, null, reason));
        (await bench.GetAsync(schedule)).Status.ShouldBe(ScheduleStatus.Paused);
        var facts = await bench.Tasks.FactsAsync();
        facts.ShouldNotContain(fact => fact.Type == TaskCreated.Type);
        facts
            .Single(fact => fact.Type == SchedulePaused.Type)
            .Read<SchedulePaused>()
            .Reason.ShouldBe(
                $"{reason} Whoever may do what it starts takes it over: polpo schedule resume {schedule.Id}"
            );
    }

    [Theory]
    [InlineData("task", true)]
    [InlineData("merge", false)]
    public async Task The_permission_for_what_it_starts_is_asked_for_besides(string what, bool starts)
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var ben = await bench.Tasks.BenAsync();
        var order = new JsonObject
        {
            ["kind"] = "task",
            ["task"] = new JsonObject { ["title"] = "tidy up", ["merge"] = what == "merge" },
        };
        var schedule = await AddAsync(bench, ben, bench.Spec("30 * * * *") with { Invocation = order });
        await bench.Tasks.GrantAsync("Developer", "automations.manage", "sessions.create");
        await bench.PassAsync(schedule, First);

        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        (run.Reference is not null).ShouldBe(starts);
        if (!starts)
            run.Error.ShouldBe("Ben does not have the permission sessions.merge_to_starter any more.");
    }

    [Theory, OnEachDatabase]
    public async Task Whoever_resumes_it_then_takes_it_over(Database database)
    {
        await using var bench = await StartAsync(database);
        var schedule = await AddAsync(bench, await bench.Tasks.BenAsync());
        await bench.Tasks.LeaveAsync("disabled");
        await bench.PassAsync(schedule, First);

        var resumed = await bench.Commands.ResumeAsync(schedule.Id, null, bench.Tasks.Caller, Stop);
        (resumed.Owner, resumed.OwnerName).ShouldBe((bench.Tasks.Caller.User, "Ada"));
        await bench.PassAsync(schedule, Hour);

        var run = (await bench.RunsAsync(schedule))[^1];
        run.Status.ShouldBe(ScheduleRunStatus.Succeeded, run.Error);
        (await bench.TaskOfAsync(run)).RequesterName.ShouldBe("Ada");
        (await bench.FactsAsync(schedule)).ShouldBe([
            "created",
            "run_ended",
            "paused",
            "taken_over",
            "resumed",
            "triggered",
            "run_ended",
        ]);
    }

    [Fact]
    public async Task Resuming_one_whose_owner_may_still_have_it_done_leaves_it_theirs()
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var schedule = await AddAsync(bench, await bench.Tasks.BenAsync());
        await bench.Commands.PauseAsync(schedule.Id, null, bench.Tasks.Caller, Stop);
        (await bench.Commands.ResumeAsync(schedule.Id, null, bench.Tasks.Caller, Stop)).OwnerName.ShouldBe("Ben");
    }

    [Fact]
    public async Task Who_changes_what_it_starts_has_it_act_for_them_and_other_times_do_not()
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var schedule = await AddAsync(bench, await bench.Tasks.BenAsync());
        var later = new ScheduleChange(Name: "later", Timing: bench.Spec("0 12 * * *").Timing);
        (await ChangeAsync(bench, schedule, later)).OwnerName.ShouldBe("Ben");

        var other = await ChangeAsync(bench, schedule, new ScheduleChange(Invocation: bench.Spec("").Invocation));

        (other.Owner, other.OwnerName).ShouldBe((bench.Tasks.Caller.User, "Ada"));
        (await bench.FactsAsync(schedule)).ShouldBe(["created", "changed", "changed", "taken_over"]);
    }

    /// <summary>Nothing hears of what changes about people, as in the moment before it does: what fires looks by itself.</summary>
    private static Task<ScheduleBench> StartAsync(Database database) =>
        ScheduleBench.StartAsync(database, services => services.RemoveAll<WakeRule>());

    private static Task<Schedule> ChangeAsync(ScheduleBench bench, Schedule schedule, ScheduleChange change) =>
        bench.Commands.ChangeAsync(schedule.Id, null, change, bench.Tasks.Caller, Stop);

    private static Task<Schedule> AddAsync(ScheduleBench bench, Caller owner, ScheduleSpec? spec = null) =>
        bench.Commands.CreateAsync(spec ?? bench.Spec("30 * * * *"), owner, Stop);
}
