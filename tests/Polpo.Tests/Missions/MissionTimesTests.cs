using System.Text.Json.Nodes;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Core.Schedules.Timing;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Polpo.Tests.Schedules;

namespace Polpo.Tests.Missions;

/// <summary>Missions that the clock starts: by the times of their own documents, and by schedules that people make.</summary>
public sealed class MissionTimesTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_mission_with_a_cron_runs_again_and_again_until_its_end_date(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var end = ScheduleBench.Start.AddDays(1).AddHours(12);
        var mission = await CreateAsync(bench, $"\"schedule\":\"30 9 * * *\",\"endDate\":\"{end:O}\"");
        mission.Status.ShouldBe(MissionStatus.Recurring);
        var schedule = await ScheduleOfAsync(bench, mission);

        await bench.PassAsync(schedule, 31 * Minute);
        var first = await GetAsync(bench, mission);
        (first.Mission.Status, first.Run!.Outcome, first.Run.Group).ShouldBe(
            (MissionStatus.Recurring, MissionStatus.Completed, "nightly")
        );
        await bench.PassAsync(schedule, Day);

        var last = await GetAsync(bench, mission);
        (last.Mission.Status, last.Run!.Group, last.Mission.ExecutionCount).ShouldBe(
            (MissionStatus.Completed, "nightly #2", 2)
        );
        var runs = await bench.RunsAsync(schedule);
        runs.Select(run => run.Status).ShouldBe([ScheduleRunStatus.Succeeded, ScheduleRunStatus.Succeeded]);
        runs[1].Reference.ShouldBe(last.Run.Id.Text);
        (await MovesAsync(bench, mission)).ShouldBe([
            "recur",
            "execute",
            "awaitNext",
            "execute",
            "awaitNext",
            "expire",
        ]);
    }

    [Theory, OnEachDatabase]
    public async Task A_mission_with_one_time_runs_once(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var mission = await CreateAsync(bench, $"\"schedule\":\"{ScheduleBench.Start.AddHours(1):yyyy-MM-ddTHH:mm}\"");
        mission.Status.ShouldBe(MissionStatus.Scheduled);
        var schedule = await ScheduleOfAsync(bench, mission);
        await bench.PassAsync(schedule, 61 * Minute);

        (await GetAsync(bench, mission)).Mission.Status.ShouldBe(MissionStatus.Completed);
        (await bench.RunsAsync(schedule)).ShouldHaveSingleItem().Status.ShouldBe(ScheduleRunStatus.Succeeded);
        (await MovesAsync(bench, mission)).ShouldBe(["schedule", "execute", "complete"]);
    }

    [Theory, OnEachDatabase]
    public async Task A_time_that_was_missed_leaves_a_draft(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var mission = await CreateAsync(bench, $"\"schedule\":\"{ScheduleBench.Start.AddHours(1):yyyy-MM-ddTHH:mm}\"");
        await bench.PassAsync(await ScheduleOfAsync(bench, mission), Day);

        var missed = (await GetAsync(bench, mission)).Mission;
        (missed.Status, missed.ExecutionCount).ShouldBe((MissionStatus.Draft, 0));
        missed.Reason.ShouldBe("Its time has passed, and it was not run.");
    }

    [Theory, OnEachDatabase]
    public async Task A_schedule_made_by_a_person_starts_a_mission_and_gives_it_its_state(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        var mission = await CreateAsync(bench);
        var schedule = await bench.AddAsync(Spec(bench, "nightly"));
        (await GetAsync(bench, mission)).Mission.Status.ShouldBe(MissionStatus.Recurring);
        await bench.PassAsync(schedule, 31 * Minute);
        (await GetAsync(bench, mission)).Run!.Outcome.ShouldBe(MissionStatus.Completed);

        await bench.Commands.DeleteAsync(schedule.Id, null, bench.Tasks.Caller, Stop);

        (await GetAsync(bench, mission)).Mission.Status.ShouldBe(MissionStatus.Draft);
    }

    [Theory, OnEachDatabase]
    public async Task A_mission_that_is_aborted_deleted_or_loses_its_time_is_started_no_more(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        foreach (var name in new[] { "aborted", "deleted", "edited" })
        {
            var mission = await CreateAsync(bench, "\"schedule\":\"30 9 * * *\"", name);
            var schedule = await ScheduleOfAsync(bench, mission);
            await (
                name switch
                {
                    "aborted" => Commands(bench).AbortAsync(mission.Id, bench.Tasks.Caller, Stop),
                    "deleted" => Commands(bench).DeleteAsync(mission.Id, bench.Tasks.Caller, Stop),
                    _ => Commands(bench).ReplaceAsync(mission.Id, Text("", name), "", bench.Tasks.Caller, Stop),
                }
            );
            (await bench.GetAsync(schedule)).Status.ShouldBe(ScheduleStatus.Deleted, name);
            if (name == "edited")
                (await GetAsync(bench, mission)).Mission.Status.ShouldBe(MissionStatus.Draft);
        }
    }

    [Theory]
    [InlineData("99 9 * * *", "schedule")]
    [InlineData("soon", "schedule")]
    [InlineData("0 0 30 2 *", "never fires")]
    [InlineData("2020-01-01T00:00", "is past")]
    public async Task Times_that_never_come_are_refused_with_the_mission(string schedule, string says)
    {
        await using var bench = await ScheduleBench.StartAsync(Database.Sqlite);
        (
            await Should.ThrowAsync<RefusedException>(() => CreateAsync(bench, $"\"schedule\":\"{schedule}\""))
        ).Message.ShouldContain(says);
        (
            await bench
                .Tasks.Engine.Get<ScheduleQueries>()
                .ListAsync(bench.Tasks.Workspace.Id, null, 10, bench.Tasks.Caller, Stop)
        ).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_schedule_for_a_mission_that_is_not_there_is_refused()
    {
        await using var bench = await ScheduleBench.StartAsync(Database.Sqlite);
        (await Should.ThrowAsync<RefusedException>(() => bench.AddAsync(Spec(bench, "nobody")))).Message.ShouldContain(
            "There is no mission \"nobody\""
        );
    }

    private static MissionCommands Commands(ScheduleBench bench) => bench.Tasks.Engine.Get<MissionCommands>();

    private static ScheduleSpec Spec(ScheduleBench bench, string mission) =>
        bench.Spec("30 9 * * *") with
        {
            Invocation = new JsonObject { ["kind"] = "mission", ["mission"] = mission },
        };

    private static string Text(string more, string name) =>
        $$"""{"name":"{{name}}","tasks":[{"title":"sweep"}]{{(more.Length == 0 ? "" : ",")}}{{more}}}""";

    private static async Task<Mission> CreateAsync(ScheduleBench bench, string more = "", string name = "nightly")
    {
        var mission = await Commands(bench)
            .CreateAsync(bench.Tasks.Workspace.Id, Text(more, name), "", null, bench.Tasks.Caller, Stop);
        await bench.Tasks.Engine.Idleness.WaitAsync(Stop);
        return mission;
    }

    private static Task<Schedule> ScheduleOfAsync(ScheduleBench bench, Mission mission) =>
        bench
            .Tasks.Engine.Get<ScheduleQueries>()
            .GetAsync(mission.Schedule.ShouldNotBeNull(), bench.Tasks.Caller, Stop);

    private static Task<MissionDetails> GetAsync(ScheduleBench bench, Mission mission) =>
        bench.Tasks.Engine.Get<MissionQueries>().DetailsAsync(mission.Id, bench.Tasks.Caller, Stop);

    private static async Task<IReadOnlyList<string>> MovesAsync(ScheduleBench bench, Mission mission) =>
        [
            .. (await bench.Tasks.FactsAsync(mission.Id))
                .Where(fact => fact.Type == MissionMoved.Type)
                .Select(fact => fact.Read<MissionMoved>().Move.ToString())
                .Select(move => char.ToLowerInvariant(move[0]) + move[1..]),
        ];
}
