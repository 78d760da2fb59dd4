using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Schedules;

public sealed class ScheduleCommandsTests : IAsyncLifetime
{
    private ScheduleBench _bench = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ScheduleSpec Spec => _bench.Spec("0 3 * * *");

    public async ValueTask InitializeAsync() => _bench = await ScheduleBench.StartAsync(Database.Sqlite);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task What_never_fires_is_refused_at_once()
    {
        (await RefusalAsync(Spec with { Timing = ScheduleTiming.Cron("0 0 30 2 *") })).ShouldBe(
            "0 0 30 2 * UTC never fires: no day of the next five years fits."
        );
        (await RefusalAsync(Spec with { Timing = ScheduleTiming.Once("2020-01-01T00:00") })).ShouldContain("is past");
        (
            await RefusalAsync(
                Spec with
                {
                    Timing = ScheduleTiming.Cron("0 3 * * *", endsAt: ScheduleBench.Start.AddHours(1)),
                }
            )
        ).ShouldContain("comes before its end");
    }

    [Theory]
    [InlineData("""{}""", "invocation.kind is missing; a schedule can start: agent, mission, task.")]
    [InlineData(
        """{"kind":"channel"}""",
        "invocation.kind is \"channel\"; a schedule can start: agent, mission, task."
    )]
    [InlineData("""{"kind":7}""", "invocation.kind is missing")]
    [InlineData("""{"kind":"task"}""", "invocation.task is missing")]
    [InlineData("""{"kind":"task","task":{}}""", "title")]
    [InlineData("""{"kind":"task","task":{"title":""}}""", "title must have 1 to 200 characters")]
    [InlineData("""{"kind":"task","task":{"title":"x","tittle":1}}""", "tittle")]
    [InlineData("""{"kind":"task","task":{"title":"x","priority":"high"}}""", "invocation.task.priority")]
    [InlineData("""{"kind":"task","task":{"title":"x","assignTo":"nobody"}}""", "There is no agent \"nobody\"")]
    [InlineData("""{"kind":"task","task":{"title":"x"},"prompt":"y"}""", "invocation.prompt is not known")]
    public async Task An_invocation_that_nothing_understands_is_refused_by_name(string invocation, string says) =>
        (await RefusalAsync(Spec with { Invocation = JsonNode.Parse(invocation)!.AsObject() })).ShouldContain(says);

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        (await RefusalAsync(Spec with { Name = new string('x', 201) })).ShouldContain("1 to 200");
        (await RefusalAsync(Spec with { Name = "two\nlines" })).ShouldContain("one line");
        (await RefusalAsync(Spec with { Description = new string('x', 2001) })).ShouldContain("at most 2000");
        (await RefusalAsync(Spec with { Policy = new SchedulePolicy(MisfireGraceSeconds: 604_801) })).ShouldContain(
            "seven days"
        );
        (await RefusalAsync(Spec with { Policy = new SchedulePolicy(MaxConcurrency: 0) })).ShouldContain("1 and 100");
        (await RefusalAsync(Spec with { Metadata = new JsonObject { ["x"] = new string('x', 17_000) } })).ShouldContain(
            "at most 16384"
        );
        var deep = new JsonObject();
        for (var i = 0; i < 12; i++)
            deep = new JsonObject { ["x"] = deep };
        (await RefusalAsync(Spec with { Metadata = deep })).ShouldContain("deeper than 12");
        var wide = new JsonObject
        {
            ["x"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(i => JsonValue.Create(i))]),
        };
        (await RefusalAsync(Spec with { Metadata = wide })).ShouldContain("more than 1000");
    }

    [Fact]
    public async Task A_change_by_who_saw_an_older_revision_is_refused()
    {
        var schedule = await _bench.AddAsync(Spec);
        var changed = await ChangeAsync(schedule, 1, new ScheduleChange(Name: "new"));
        (changed.Name, changed.Revision).ShouldBe(("new", 2));
        var late = () => ChangeAsync(schedule, 1, new ScheduleChange(Name: "older"));
        (await late.ShouldThrowAsync<RefusedException>()).Message.ShouldContain("is at revision 2 by now, not 1");
        (await _bench.GetAsync(schedule)).Name.ShouldBe("new");
    }

    [Fact]
    public async Task Another_time_wakes_a_completed_one()
    {
        var at = $"{ScheduleBench.Start:yyyy-MM-dd}T09:30";
        var schedule = await _bench.AddAsync(Spec with { Timing = ScheduleTiming.Once(at) });
        await _bench.PassAsync(schedule, TimeSpan.FromMinutes(31));
        (await _bench.GetAsync(schedule)).Status.ShouldBe(ScheduleStatus.Completed);
        await ChangeAsync(schedule, null, new ScheduleChange(Timing: ScheduleTiming.Cron("0 12 * * *")));
        await _bench.PassAsync(schedule, TimeSpan.FromHours(3));
        (await _bench.RunsAsync(schedule)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_deleted_fires_no_more_and_keeps_its_history()
    {
        var schedule = await _bench.AddAsync("0 * * * *");
        await _bench.PassAsync(schedule, TimeSpan.FromMinutes(61));
        await _bench.Commands.DeleteAsync(schedule.Id, null, _bench.Tasks.Caller, Stop);
        await _bench.PassAsync(schedule, TimeSpan.FromHours(5));

        (await _bench.RunsAsync(schedule)).ShouldHaveSingleItem().Status.ShouldBe(ScheduleRunStatus.Succeeded);
        var listed = await _bench
            .Tasks.Engine.Get<ScheduleQueries>()
            .ListAsync(_bench.Tasks.Workspace.Id, null, 10, _bench.Tasks.Caller, Stop);
        listed.ShouldBeEmpty();
        var run = () => _bench.Commands.RunAsync(schedule.Id, null, _bench.Tasks.Caller, Stop);
        (await run.ShouldThrowAsync<RefusedException>()).Message.ShouldContain("was deleted");
    }

    [Fact]
    public async Task One_whose_zone_is_no_longer_known_is_paused_and_says_why()
    {
        var schedule = await _bench.AddAsync("0 * * * *");
        await _bench.Tasks.Engine.Database.WriteAsync(
            _bench.Tasks.Workspace.Id,
            async work =>
            {
                var row = (await work.Db.FindAsync<Schedule>([schedule.Id], Stop))!;
                row.Timing = ScheduleTiming.Cron("0 * * * *", "Mars/Olympus");
                return row.Revision++;
            },
            Stop
        );
        await _bench.WakeAsync(schedule);
        (await _bench.GetAsync(schedule)).Status.ShouldBe(ScheduleStatus.Paused);
        var paused = (await _bench.Tasks.FactsAsync(schedule.Id)).Single(fact => fact.Type == SchedulePaused.Type);
        paused.Read<SchedulePaused>().Reason!.ShouldContain("Mars/Olympus");
    }

    [Fact]
    public async Task A_run_that_is_at_work_ends_after_its_schedule_starts_something_else()
    {
        var schedule = await _bench.AddAsync("30 9 * * *", waits: true);
        await _bench.PassAsync(schedule, TimeSpan.FromMinutes(31));
        var run = (await _bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        await _bench.Tasks.Engine.Database.WriteAsync(
            _bench.Tasks.Workspace.Id,
            async work =>
            {
                var row = (await work.Db.FindAsync<Schedule>([schedule.Id], Stop))!;
                row.Invocation = new JsonObject { ["kind"] = "of a later version" };
                return row.Revision++;
            },
            Stop
        );
        await _bench.Tasks.Commands.KillAsync((await _bench.TaskOfAsync(run)).Id, _bench.Tasks.Caller, Stop);
        await _bench.WakeAsync(schedule);
        (await _bench.RunsAsync(schedule)).Single().Status.ShouldBe(ScheduleRunStatus.Failed);
    }

    [Fact]
    public async Task A_schedule_of_somebody_else_does_not_exist()
    {
        var schedule = await _bench.AddAsync(Spec);
        var stranger = new Caller(Id<User>.New(TimeProvider.System), "Eve");
        Func<Task>[] attempts =
        [
            () => _bench.Commands.ChangeAsync(schedule.Id, null, new ScheduleChange(Name: "x"), stranger, Stop),
            () => _bench.Commands.DeleteAsync(schedule.Id, null, stranger, Stop),
            () => _bench.Commands.PauseAsync(schedule.Id, null, stranger, Stop),
            () => _bench.Commands.RunAsync(schedule.Id, null, stranger, Stop),
            () => _bench.Tasks.Engine.Get<ScheduleQueries>().RunsAsync(schedule.Id, null, 10, stranger, Stop),
            () => _bench.Commands.CreateAsync(Spec, stranger, Stop),
        ];
        foreach (var attempt in attempts)
            (await attempt.ShouldThrowAsync<RefusedException>()).Refusal.ShouldBe(Refusal.NotFound);
    }

    private Task<Schedule> ChangeAsync(Schedule schedule, int? revision, ScheduleChange change) =>
        _bench.Commands.ChangeAsync(schedule.Id, revision, change, _bench.Tasks.Caller, Stop);

    private async Task<string> RefusalAsync(ScheduleSpec spec)
    {
        var refused = await Should.ThrowAsync<RefusedException>(() =>
            _bench.Commands.CreateAsync(spec, _bench.Tasks.Caller, Stop)
        );
        refused.Refusal.ShouldBe(Refusal.Invalid);
        return refused.Message;
    }
}
