using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Missions;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Watchers;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Engine;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks.Watchers;

/// <summary>What is to happen once a task comes into a status: tasks, databases and missions are real.</summary>
public sealed class WatcherTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task It_fires_once_however_often_the_task_comes_there(Database database)
    {
        await using var bench = await StartAsync(database);
        var task = await bench.AddAsync(Draft("first"));
        var watcher = await WatchAsync(
            bench,
            task,
            TaskStatus.Pending,
            """{"kind":"task","task":{"title":"second"}}"""
        );

        await bench.Commands.QueueAsync(task.Id, bench.Caller, Stop);
        await bench.Engine.Idleness.WaitAsync(Stop);
        await bench.Commands.ReassessAsync(task.Id, bench.Caller, Stop);
        await bench.Engine.Database.WakeAsync(bench.Workspace.Id, WatcherWork.WakeOf(task), Stop);
        await bench.Engine.Idleness.WaitAsync(Stop);

        var fired = (await ListAsync(bench)).ShouldHaveSingleItem();
        (fired.Id, fired.Status, fired.Error).ShouldBe((watcher.Id, WatcherStatus.Fired, null));
        var second = await bench.GetAsync(Id<AgentTask>.Parse(fired.Reference));
        (second.Title, second.Status, second.RequesterName).ShouldBe(("second", TaskStatus.Done, "Ada"));
        (await bench.FactsAsync(task.Id))
            .Select(fact => fact.Type)
            .Where(type => type.StartsWith("watcher.", StringComparison.Ordinal))
            .ShouldBe(["watcher.created", "watcher.fired"]);
    }

    [Theory, OnEachDatabase]
    public async Task A_status_that_was_only_passed_through_counts(Database database)
    {
        await using var bench = await StartAsync(database);
        var task = await bench.AddAsync(Draft("first"));
        foreach (var status in new[] { TaskStatus.Assigned, TaskStatus.InProgress, TaskStatus.Review, TaskStatus.Done })
            await WatchAsync(bench, task, status, """{"kind":"notify","message":"there"}""");
        await WatchAsync(bench, task, TaskStatus.Failed, """{"kind":"notify"}""");

        await bench.Commands.QueueAsync(task.Id, bench.Caller, Stop);
        await bench.Engine.Idleness.WaitAsync(Stop);

        (await ListAsync(bench))
            .Select(one => (one.TargetStatus, one.Status))
            .ShouldBe([
                (TaskStatus.Failed, WatcherStatus.Waiting),
                (TaskStatus.Done, WatcherStatus.Fired),
                (TaskStatus.Review, WatcherStatus.Fired),
                (TaskStatus.InProgress, WatcherStatus.Fired),
                (TaskStatus.Assigned, WatcherStatus.Fired),
            ]);
        (await bench.FactsAsync(task.Id))
            .Where(fact => fact.Type == WatcherFired.Type)
            .Select(fact => fact.Read<WatcherFired>().Message)
            .ShouldBe(["there", "there", "there", "there"]);
    }

    [Fact]
    public async Task A_status_in_which_the_task_is_fires_at_once()
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var task = await bench.RunAsync(Spec("first"));
        await WatchAsync(bench, task, TaskStatus.Done, """{"kind":"notify"}""");
        await bench.Engine.Idleness.WaitAsync(Stop);

        (await ListAsync(bench)).ShouldHaveSingleItem().Status.ShouldBe(WatcherStatus.Fired);
    }

    [Theory, OnEachDatabase]
    public async Task It_runs_a_mission(Database database)
    {
        await using var bench = await StartAsync(database);
        var missions = bench.Engine.Get<MissionCommands>();
        var mission = await missions.CreateAsync(
            bench.Workspace.Id,
            """{"name":"after","tasks":[{"title":"A"}]}""",
            "",
            null,
            bench.Caller,
            Stop
        );
        var task = await bench.AddAsync(Draft("first"));
        await WatchAsync(bench, task, TaskStatus.Done, """{"kind":"mission","mission":"after"}""");

        await bench.Commands.QueueAsync(task.Id, bench.Caller, Stop);
        await bench.Engine.Idleness.WaitAsync(Stop);

        var run = await bench.Engine.Get<MissionQueries>().GetAsync(mission.Id, bench.Caller, Stop);
        run.ExecutionCount.ShouldBe(1);
        (await ListAsync(bench)).Single().Reference.ShouldBe(run.Run!.Value.Text);
    }

    [Fact]
    public async Task What_cannot_be_done_any_more_is_said_and_tried_no_further()
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var task = await bench.AddAsync(Draft("first"));
        await bench.AddAsync(Draft("second"));
        await WatchAsync(bench, task, TaskStatus.Done, """{"kind":"task","task":{"title":"second"}}""");
        await WatchAsync(bench, task, TaskStatus.Done, """{"kind":"notify"}""");

        await bench.Commands.QueueAsync(task.Id, bench.Caller, Stop);
        await bench.Engine.Idleness.WaitAsync(Stop);

        var (notified, refused) = (await ListAsync(bench)) is [var later, var first] ? (later, first) : default;
        refused.Status.ShouldBe(WatcherStatus.Failed);
        refused.Error!.ShouldStartWith("There is an unfinished task \"second\" already");
        notified.Status.ShouldBe(WatcherStatus.Fired);
    }

    [Theory]
    [InlineData("""{}""", "action.kind is missing; a watcher can do: mission, notify, task.")]
    [InlineData("""{"kind":"run_script","command":"id"}""", "action.kind is \"run_script\"; a watcher can do:")]
    [InlineData("""{"kind":"task"}""", "action.task is missing")]
    [InlineData("""{"kind":"task","task":{"title":"x","assignTo":"ghost"}}""", "ghost")]
    [InlineData("""{"kind":"task","task":{"title":"x","owner":"root"}}""", "action.task")]
    [InlineData("""{"kind":"task","task":{"title":"x"},"as":"root"}""", "action.as is not known")]
    [InlineData("""{"kind":"mission","mission":"none"}""", "There is no mission \"none\"")]
    [InlineData("""{"kind":"notify","message":7}""", "action.message must be a text")]
    public async Task What_could_never_happen_is_refused_when_it_is_asked_for(string action, string said)
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var task = await bench.AddAsync(Draft("first"));

        var refused = await Should.ThrowAsync<RefusedException>(() => WatchAsync(bench, task, TaskStatus.Done, action));

        refused.Message.ShouldContain(said);
        (await ListAsync(bench)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stranger_neither_watches_nor_takes_a_watcher_away()
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var stranger = new Caller(Id<User>.New(TimeProvider.System), "Eve");
        var task = await bench.AddAsync(Draft("first"));
        var watcher = await WatchAsync(bench, task, TaskStatus.Done, """{"kind":"notify"}""");
        var watchers = bench.Engine.Get<WatcherCommands>();

        foreach (
            var attempt in new Func<Task>[]
            {
                () =>
                    watchers.CreateAsync(
                        task.Id,
                        TaskStatus.Done,
                        new JsonObject { ["kind"] = "notify" },
                        stranger,
                        Stop
                    ),
                () => watchers.DeleteAsync(watcher.Id, stranger, Stop),
                () => watchers.ListAsync(bench.Workspace.Id, null, null, null, 10, stranger, Stop),
            }
        )
            (await Should.ThrowAsync<RefusedException>(attempt)).Refusal.ShouldBe(Refusal.NotFound);
    }

    [Fact]
    public async Task One_that_was_taken_away_or_whose_task_was_deleted_never_fires()
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var (task, gone) = (await bench.AddAsync(Draft("first")), await bench.AddAsync(Draft("other")));
        var watcher = await WatchAsync(bench, task, TaskStatus.Done, """{"kind":"task","task":{"title":"second"}}""");
        await WatchAsync(bench, gone, TaskStatus.Done, """{"kind":"notify"}""");

        await bench.Engine.Get<WatcherCommands>().DeleteAsync(watcher.Id, bench.Caller, Stop);
        await bench.Commands.DeleteAsync(gone.Id, bench.Caller, Stop);
        await bench.Commands.QueueAsync(task.Id, bench.Caller, Stop);
        await bench.Engine.Idleness.WaitAsync(Stop);

        (await ListAsync(bench)).ShouldBeEmpty();
        (await bench.FactsAsync()).Count(fact => fact.Type == TaskCreated.Type).ShouldBe(2);
    }

    [Theory]
    [InlineData("disabled", "Ben is disabled.")]
    [InlineData("removed", "Ben is no member of this workspace any more.")]
    [InlineData("demoted", "Ben does not have the permission sessions.create any more.")]
    public async Task It_does_nothing_for_an_owner_who_may_not_have_it_done_any_more(string how, string reason)
    {
        await using var bench = await StartAsync(Database.Sqlite);
        var ben = await bench.BenAsync();
        var task = await bench.AddAsync(Draft("first"));
        await WatchAsync(bench, task, TaskStatus.Done, """{"kind":"task","task":{"title":"second"}}""", ben);
        await bench.LeaveAsync(how);
        await bench.Commands.QueueAsync(task.Id, bench.Caller, Stop);
        await bench.Engine.Idleness.WaitAsync(Stop);

        var watcher = (await ListAsync(bench)).ShouldHaveSingleItem();
        (watcher.Status, watcher.Error).ShouldBe((WatcherStatus.Failed, reason));
        (await bench.FactsAsync()).Count(fact => fact.Type == TaskCreated.Type).ShouldBe(1);
    }

    private static Task<TaskBench> StartAsync(Database database) =>
        TaskBench.StartAsync(database, _ => FakeGateway.Say("Done."), null, null, Stop);

    private static TaskSpec Spec(string title) => new() { Workspace = default, Title = title };

    private static TaskSpec Draft(string title) => Spec(title) with { Draft = true };

    private static Task<TaskWatcher> WatchAsync(
        TaskBench bench,
        AgentTask task,
        TaskStatus status,
        string action,
        Caller? owner = null
    ) =>
        bench
            .Engine.Get<WatcherCommands>()
            .CreateAsync(task.Id, status, JsonNode.Parse(action)!.AsObject(), owner ?? bench.Caller, Stop);

    private static Task<IReadOnlyList<TaskWatcher>> ListAsync(TaskBench bench) =>
        bench.Engine.Get<WatcherCommands>().ListAsync(bench.Workspace.Id, null, null, null, 100, bench.Caller, Stop);
}
