using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Schedules;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Engine;
using Polpo.Tests.Schedules;
using Polpo.Tests.Tasks;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Departures;

/// <summary>What becomes of what runs for somebody who may have nothing done any more.</summary>
public sealed class DepartureTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Database.Sqlite, "disabled", "Ben is disabled.")]
    [InlineData(Database.Sqlite, "removed", "Ben is no member of this workspace any more.")]
    [InlineData(Database.Sqlite, "demoted", "Ben does not have the permission sessions.create any more.")]
    [InlineData(Database.Postgres, "disabled", "Ben is disabled.")]
    public async Task A_task_that_runs_is_stopped_and_goes_on_for_whoever_tries_it_again(
        Database database,
        string how,
        string reason
    )
    {
        var asked = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        await using var bench = await TaskBench.StartAsync(
            database,
            _ =>
            {
                asked.TrySetResult();
                release.Wait(Stop);
                return FakeGateway.Say("Done.");
            },
            null,
            null,
            Stop
        );
        var task = await AddAsync(
            bench,
            await bench.BenAsync(),
            new TaskSpec { Workspace = default, Title = "tidy up" }
        );
        await asked.Task.WaitAsync(Stop);
        await bench.LeaveAsync(how);
        await FailedAsync(bench, task);
        release.Set();

        (await bench.SettleAsync(task.Id)).Reason.ShouldBe(reason);
        (await bench.FactsAsync()).Count(fact => fact.Type == "session.canceled").ShouldBe(1);
        await bench.Commands.RetryAsync(task.Id, bench.Caller, Stop);
        var again = await bench.SettleAsync(task.Id);
        (again.Status, again.RequesterName).ShouldBe((TaskStatus.Done, "Ada"));
    }

    [Theory]
    [InlineData("sessions.merge_to_starter", true, null)]
    [InlineData(
        "sessions.edit",
        false,
        "Done, but not merged: Ben does not have the permission sessions.merge_to_starter any more."
    )]
    public async Task A_merge_that_was_asked_for_is_done_only_for_who_may_still_merge(
        string kept,
        bool merged,
        string? reason
    )
    {
        var asked = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        await using var bench = await TaskBench.StartAsync(
            Database.Sqlite,
            _ =>
            {
                asked.TrySetResult();
                release.Wait(Stop);
                return FakeGateway.Say("Done.");
            },
            null,
            null,
            Stop
        );
        var spec = new TaskSpec
        {
            Workspace = default,
            Title = "tidy up",
            Merge = true,
        };
        var task = await AddAsync(bench, await bench.BenAsync(), spec);
        await asked.Task.WaitAsync(Stop);
        try
        {
            await bench.GrantAsync("Developer", "workspaces.view", "sessions.create", "sessions.edit", kept);
        }
        finally
        {
            release.Set();
        }

        var done = await bench.SettleAsync(task.Id);
        (done.Status, done.Merged, done.Reason).ShouldBe((TaskStatus.Done, merged, reason));
    }

    [Theory, OnEachDatabase]
    public async Task A_mission_fails_with_all_of_its_tasks_and_goes_on_for_whoever_resumes_it(Database database)
    {
        await using var bench = await StartAsync(database);
        var ben = await bench.BenAsync();
        var missions = bench.Engine.Get<MissionCommands>();
        var mission = await missions.CreateAndExecuteAsync(
            bench.Workspace.Id,
            """{"name":"m","tasks":[{"title":"A","sideEffects":true},{"title":"B","dependsOn":["A"]},{"title":"C"}]}""",
            ben,
            Stop
        );
        await bench.Engine.Idleness.WaitAsync(Stop);
        await bench.LeaveAsync("disabled");
        await bench.Engine.Idleness.WaitAsync(Stop);

        var stopped = await bench.Engine.Get<MissionQueries>().DetailsAsync(mission.Id, bench.Caller, Stop);
        (stopped.Mission.Status, stopped.Mission.Reason).ShouldBe((MissionStatus.Failed, "Ben is disabled."));
        stopped
            .Tasks.ToDictionary(one => one.Title, one => one.Status)
            .ShouldBe(
                new Dictionary<string, TaskStatus>
                {
                    ["A"] = TaskStatus.Failed,
                    ["B"] = TaskStatus.Failed,
                    ["C"] = TaskStatus.Done,
                },
                ignoreOrder: true
            );
        await missions.ResumeAsync(mission.Id, retryFailed: true, bench.Caller, Stop);
        await bench.Engine.Idleness.WaitAsync(Stop);
        var resumed = await bench.Engine.Get<MissionQueries>().DetailsAsync(mission.Id, bench.Caller, Stop);
        (resumed.Mission.Status, resumed.Run!.RequesterName).ShouldBe((MissionStatus.Active, "Ada"));
        resumed
            .Tasks.Select(one => (one.Title, one.Status, one.RequesterName))
            .ShouldBe(
                [
                    ("A", TaskStatus.AwaitingApproval, "Ada"),
                    ("B", TaskStatus.Failed, "Ada"), // until A is done
                    ("C", TaskStatus.Done, "Ben"),
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_schedule_pauses_before_its_time_and_what_others_asked_for_goes_on()
    {
        await using var bench = await ScheduleBench.StartAsync(Database.Sqlite);
        var (ada, ben) = (bench.Tasks.Caller, await bench.Tasks.BenAsync());
        var his = await bench.Commands.CreateAsync(bench.Spec("30 9 * * *"), ben, Stop);
        var hers = await bench.Commands.CreateAsync(bench.Spec("30 9 * * *"), ada, Stop);
        var waits = new TaskSpec
        {
            Workspace = default,
            Title = "publish",
            SideEffects = true,
        };
        var task = await bench.Tasks.RunAsync(waits);
        await bench.Tasks.LeaveAsync("disabled");
        await bench.Tasks.Engine.Idleness.WaitAsync(Stop);

        (await bench.GetAsync(his)).Status.ShouldBe(ScheduleStatus.Paused);
        (await bench.RunsAsync(his)).ShouldBeEmpty();
        (await bench.Tasks.FactsAsync(his.Id))
            .Single(fact => fact.Type == SchedulePaused.Type)
            .Read<SchedulePaused>()
            .Reason!.ShouldStartWith("Ben is disabled.");
        (await bench.GetAsync(hers)).Status.ShouldBe(ScheduleStatus.Active);
        (await bench.Tasks.GetAsync(task.Id)).Status.ShouldBe(TaskStatus.AwaitingApproval);
    }

    [Theory]
    [InlineData("sessions.edit", TaskStatus.AwaitingApproval)]
    [InlineData("sessions.create", TaskStatus.AwaitingApproval)]
    [InlineData("sessions.view_all", TaskStatus.Failed)]
    public async Task A_role_that_grants_less_stops_what_it_was_needed_for(string left, TaskStatus becomes)
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var waits = new TaskSpec
        {
            Workspace = default,
            Title = "publish",
            SideEffects = true,
        };
        var task = await AddAsync(bench, await bench.BenAsync(), waits);
        await bench.Engine.Idleness.WaitAsync(Stop);
        await bench.GrantAsync("Developer", left);

        (await bench.SettleAsync(task.Id)).Status.ShouldBe(becomes);
    }

    private static Task<TaskBench> StartAsync(Database database) =>
        TaskBench.StartAsync(database, _ => FakeGateway.Say("Done."), null, null, Stop);

    private static Task<AgentTask> AddAsync(TaskBench bench, Caller who, TaskSpec spec) =>
        bench.Commands.CreateAsync(spec with { Workspace = bench.Workspace.Id }, who, Stop);

    private static async Task FailedAsync(TaskBench bench, AgentTask task) =>
        await bench
            .Engine.Journal.FollowAsync(bench.Workspace.Id, 0, task.Id, Stop)
            .FirstAsync(fact => fact.Type == TaskMoved.Type && fact.Read<TaskMoved>().To == TaskStatus.Failed, Stop);
}
