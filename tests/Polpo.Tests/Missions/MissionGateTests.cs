using System.Text.Json.Nodes;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Schedules;
using Polpo.Core.Schedules.Runs;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Polpo.Tests.Schedules;

namespace Polpo.Tests.Missions;

/// <summary>The gates of the settings before a mission begins, before it counts as completed, and before a schedule starts something.</summary>
public sealed class MissionGateTests
{
    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(31);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_mission_that_a_gate_blocks_does_not_begin_and_others_do(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        await GateAsync(bench, "mission:execute", "mission.name === 'frozen'");
        var (frozen, free) = (await CreateAsync(bench, "frozen"), await CreateAsync(bench, "free"));

        (await Should.ThrowAsync<RefusedException>(() => ExecuteAsync(bench, frozen))).Message.ShouldBe(
            "Mission \"frozen\" does not begin. The gate \"G\" blocks it: mission.name === 'frozen'."
        );
        await ExecuteAsync(bench, free);

        (await GetAsync(bench, free)).Mission.Status.ShouldBe(MissionStatus.Completed);
        var blocked = await GetAsync(bench, frozen);
        (blocked.Mission.Status, blocked.Run, blocked.Tasks.Count).ShouldBe((MissionStatus.Draft, null, 0));
    }

    [Theory, OnEachDatabase]
    public async Task A_mission_that_a_gate_blocks_at_its_end_fails_without_a_receipt(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        await GateAsync(bench, "mission:complete", "mission.executionCount === 1");
        var mission = await CreateAsync(bench, "m");
        await ExecuteAsync(bench, mission);

        var ended = await GetAsync(bench, mission);
        (ended.Mission.Status, ended.Run!.ReceiptBlob).ShouldBe((MissionStatus.Failed, null));
        ended.Mission.Reason.ShouldBe("The gate \"G\" blocks it: mission.executionCount === 1.");

        await ExecuteAsync(bench, mission);
        (await GetAsync(bench, mission)).Mission.Status.ShouldBe(MissionStatus.Completed);
    }

    [Theory, OnEachDatabase]
    public async Task A_schedule_that_a_gate_blocks_starts_nothing_by_the_clock_and_can_by_hand(Database database)
    {
        await using var bench = await ScheduleBench.StartAsync(database);
        await GateAsync(bench, "schedule:trigger", "!schedule.manual");
        var schedule = await bench.AddAsync("30 9 * * *");
        await bench.PassAsync(schedule, HalfAnHour);

        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        (run.Status, run.Reference).ShouldBe((ScheduleRunStatus.Cancelled, null));
        run.Error.ShouldBe("The gate \"G\" blocks it: !schedule.manual.");

        await bench.Commands.RunAsync(schedule.Id, null, bench.Tasks.Caller, Stop);
        await bench.Tasks.Engine.Idleness.WaitAsync(Stop);
        (await bench.RunsAsync(schedule))[1].Status.ShouldBe(ScheduleRunStatus.Succeeded);
    }

    [Fact]
    public async Task A_mission_that_may_not_begin_ends_the_run_of_its_schedule()
    {
        await using var bench = await ScheduleBench.StartAsync(Database.Sqlite);
        await GateAsync(bench, "mission:execute", "true");
        await CreateAsync(bench, "m");
        var schedule = await bench.AddAsync(
            bench.Spec("30 9 * * *") with
            {
                Invocation = new JsonObject { ["kind"] = "mission", ["mission"] = "m" },
            }
        );
        await bench.PassAsync(schedule, HalfAnHour);

        var run = (await bench.RunsAsync(schedule)).ShouldHaveSingleItem();
        (run.Status, run.Error).ShouldBe(
            (ScheduleRunStatus.Failed, "Mission \"m\" does not begin. The gate \"G\" blocks it: true.")
        );
    }

    private static Task GateAsync(ScheduleBench bench, string hook, string condition) =>
        bench.Tasks.SettleOnAsync(
            $$"""{"approvalGates":[{"name":"G","handler":"auto","hook":"{{hook}}","condition":"{{condition}}"}]}"""
        );

    private static Task<Mission> CreateAsync(ScheduleBench bench, string name) =>
        bench
            .Tasks.Engine.Get<MissionCommands>()
            .CreateAsync(
                bench.Tasks.Workspace.Id,
                $$"""{"name":"{{name}}","tasks":[{"title":"sweep {{name}}"}]}""",
                "",
                null,
                bench.Tasks.Caller,
                Stop
            );

    private static async Task ExecuteAsync(ScheduleBench bench, Mission mission)
    {
        await bench.Tasks.Engine.Get<MissionCommands>().ExecuteAsync(mission.Id, bench.Tasks.Caller, Stop);
        await bench.Tasks.Engine.Idleness.WaitAsync(Stop);
    }

    private static Task<MissionDetails> GetAsync(ScheduleBench bench, Mission mission) =>
        bench.Tasks.Engine.Get<MissionQueries>().DetailsAsync(mission.Id, bench.Tasks.Caller, Stop);
}
