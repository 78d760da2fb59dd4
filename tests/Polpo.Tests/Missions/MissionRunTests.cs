using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Polpo.Tests.Tasks.Attempts;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions;

/// <summary>Missions on the real drivers and a real database; each task writes the file that its title names.</summary>
public abstract class MissionRunTests(Database database)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_diamond_ends_in_one_branch_with_all_results_and_a_receipt()
    {
        await using var bench = await StartAsync();

        var mission = await RunAsync(bench, "write a.txt; write b.txt: ~a; write c.txt: ~a; write d.txt: ~b ~c");

        mission.Mission.Status.ShouldBe(MissionStatus.Completed, mission.Mission.Reason);
        mission.Tasks.ShouldAllBe(task => task.Status == TaskStatus.Done);
        var run = mission.Run!;
        bench.Git.Branches.Keys.ShouldBe([run.Branch]);
        bench.Git.Branches[run.Branch].Hash.ShouldBe(run.Head);
        bench.Git.Lines.FilesOf(new(run.Head!)).Keys.ShouldBe(["README.md", "a.txt", "b.txt", "c.txt", "d.txt"]);
        bench
            .Git.Lines.FilesOf(new(Task(mission, "write d.txt").Base!))
            .Keys.ShouldBe(["README.md", "a.txt", "b.txt", "c.txt"]);
        bench.Git.Lines.FilesOf(new(Task(mission, "write b.txt").Base!)).Keys.ShouldBe(["README.md", "a.txt"]);
        var receipt = await bench.Engine.Get<MissionQueries>().ReceiptAsync(mission.Mission.Id, bench.Caller, Token);
        (receipt.Head, receipt.Title, receipt.Turns).ShouldBe((run.Head!, "m", 8));
        bench.Sandboxes.Open.ShouldBeEmpty();
        (await bench.FactsAsync(mission.Mission.Id))
            .Select(fact => fact.Type)
            .ShouldBe(["mission.created", "mission.moved", "mission.executed", "mission.moved", "mission.ended"]);
    }

    [Fact]
    public async Task Results_that_contradict_each_other_are_brought_together_by_one_more_attempt()
    {
        await using var bench = await StartAsync(call =>
            call.Messages.Any(message => message.Text.Contains("Bring two results together", StringComparison.Ordinal))
            && call.Messages[^1].Role != ChatRole.Tool
                ? FakeGateway.Use("write", ("path", "x.txt"), ("content", "first and second"))
                : TaskOriginTests.Writes(call)
        );

        var mission = await RunAsync(bench, "write x.txt first; write x.txt second");

        mission.Mission.Status.ShouldBe(MissionStatus.Completed, mission.Mission.Reason);
        bench.Git.Lines.FilesOf(new(mission.Run!.Head!))["x.txt"].ShouldBe("first and second");
        mission.Tasks.Select(task => task.FixAttempts).Order().ShouldBe([0, 1]);
        mission.Tasks.ShouldAllBe(task => task.Retries == 0);
    }

    [Fact]
    public async Task A_checkpoint_pauses_until_a_person_resumes_and_a_new_server_knows_it()
    {
        await using var bench = await StartAsync();
        var mission = await RunAsync(
            bench,
            "write a.txt; write b.txt: ~a",
            """ "checkpoints":[{"name":"look","afterTasks":["write a.txt"],"blocksTasks":["write b.txt"],"message":"Look."}]"""
        );
        (mission.Mission.Status, mission.Mission.Reason).ShouldBe((MissionStatus.Paused, "At checkpoint \"look\"."));
        Task(mission, "write b.txt").Status.ShouldBe(TaskStatus.Draft);

        await bench.Engine.DisposeAsync();
        await bench.StartServerAsync();
        (await SettledAsync(bench, mission.Mission.Id)).Mission.Status.ShouldBe(MissionStatus.Paused);
        await Commands(bench).ResumeAsync(mission.Mission.Id, false, bench.Caller, Token);

        (await SettledAsync(bench, mission.Mission.Id)).Mission.Status.ShouldBe(MissionStatus.Completed);
        (await bench.FactsAsync(mission.Mission.Id))
            .Select(fact => fact.Type)
            .Where(type => type.StartsWith("checkpoint", StringComparison.Ordinal))
            .ShouldBe(["checkpoint.reached", "checkpoint.resumed"]);
    }

    [Fact]
    public async Task A_part_is_begun_by_its_mission_alone_and_made_anew_when_it_is_deleted()
    {
        await using var bench = await StartAsync();
        var mission = await RunAsync(
            bench,
            "write a.txt; write b.txt: ~a",
            """ "checkpoints":[{"name":"look","afterTasks":["write a.txt"],"blocksTasks":["write b.txt"]}]"""
        );
        var part = Task(mission, "write b.txt").Id;

        (
            await Should.ThrowAsync<RefusedException>(() => bench.Commands.QueueAsync(part, bench.Caller, Token))
        ).Message.ShouldBe("\"write b.txt\" is a part of \"m\", which begins it when its turn has come.");
        await bench.Commands.DeleteAsync(part, bench.Caller, Token);
        await Commands(bench).ResumeAsync(mission.Mission.Id, false, bench.Caller, Token);

        var ended = await SettledAsync(bench, mission.Mission.Id);
        ended.Mission.Status.ShouldBe(MissionStatus.Completed, ended.Mission.Reason);
        Task(ended, "write b.txt").Id.ShouldNotBe(part);
    }

    [Fact]
    public async Task A_failed_task_gives_up_what_needs_it_and_resuming_with_failed_ones_goes_on()
    {
        var broken = true;
        await using var bench = await StartAsync(
            check: (path, _) => broken && File.Exists(Path.Combine(path, "a.txt")) ? (1, "no") : (0, "ok")
        );
        var mission = await RunAsync(bench, "write a.txt; write b.txt: ~a; write c.txt", check: "a.txt");

        mission.Mission.Status.ShouldBe(MissionStatus.Failed);
        mission.Mission.Reason.ShouldBe("2 tasks failed: \"write a.txt\", \"write b.txt\".");
        Task(mission, "write b.txt").Reason.ShouldBe("It depends on \"write a.txt\", which failed.");
        mission.Run!.ReceiptBlob.ShouldBeNull();
        (
            await Should.ThrowAsync<RefusedException>(() =>
                Commands(bench).ResumeAsync(mission.Mission.Id, false, bench.Caller, Token)
            )
        ).Message.ShouldContain("--retry-failed");

        broken = false;
        var resumed = await Commands(bench).ResumeAsync(mission.Mission.Id, true, bench.Caller, Token);
        resumed.Retried.ShouldBe(2);
        var ended = await SettledAsync(bench, mission.Mission.Id);
        ended.Mission.Status.ShouldBe(MissionStatus.Completed, ended.Mission.Reason);
        ended.Run!.Number.ShouldBe(1);
        bench.Git.Lines.FilesOf(new(ended.Run.Head!)).Keys.ShouldBe(["README.md", "a.txt", "b.txt", "c.txt"]);
    }

    [Fact]
    public async Task Aborting_ends_every_unfinished_task_and_the_next_run_has_a_number()
    {
        var asked = new TaskCompletionSource();
        var release = new ManualResetEventSlim();
        await using var bench = await StartAsync(call =>
        {
            asked.TrySetResult();
            release.Wait(Token);
            return TaskOriginTests.Writes(call);
        });
        var mission = await CreateAsync(bench, "write a.txt; write b.txt: ~a");
        await Commands(bench).ExecuteAsync(mission.Id, bench.Caller, Token);
        await asked.Task.WaitAsync(Token);

        await Commands(bench).AbortAsync(mission.Id, bench.Caller, Token);
        // A task that is done before it is stopped stays done: the model answers only afterwards.
        await bench
            .Engine.Journal.FollowAsync(bench.Workspace.Id, 0, null, Token)
            .Where(fact => fact.Type == TaskMoved.Type && fact.Read<TaskMoved>().Reason == "Aborted by Ada.")
            .Take(2)
            .ToListAsync(Token);
        release.Set();
        var aborted = await SettledAsync(bench, mission.Id);

        aborted.Mission.Status.ShouldBe(MissionStatus.Cancelled);
        aborted.Tasks.ShouldAllBe(task => task.Status == TaskStatus.Failed && task.Reason == "Aborted by Ada.");
        await Commands(bench).ExecuteAsync(mission.Id, bench.Caller, Token);
        var again = await SettledAsync(bench, mission.Id);
        (again.Mission.Status, again.Run!.Group).ShouldBe((MissionStatus.Completed, "m #2"));
        again.Tasks.Count.ShouldBe(2);
        (
            await Should.ThrowAsync<RefusedException>(() =>
                Commands(bench).ExecuteAsync(mission.Id, bench.Caller, Token)
            )
        ).Message.ShouldContain("is completed");
    }

    [Fact]
    public async Task No_attempt_begins_while_it_is_paused()
    {
        await using var bench = await StartAsync();
        var mission = await CreateAsync(bench, "write a.txt; write b.txt: ~a", """ "maxConcurrency":1""");
        await bench.Engine.DisposeAsync();
        await bench.StartServerAsync();
        await Commands(bench).ExecuteAsync(mission.Id, bench.Caller, Token);
        await Commands(bench).PauseAsync(mission.Id, bench.Caller, Token);
        var paused = await SettledAsync(bench, mission.Id);
        paused.Mission.Status.ShouldBe(MissionStatus.Paused);
        paused.Tasks.ShouldAllBe(task => task.Status != TaskStatus.InProgress);

        await Commands(bench).ResumeAsync(mission.Id, false, bench.Caller, Token);

        (await SettledAsync(bench, mission.Id)).Mission.Status.ShouldBe(MissionStatus.Completed);
    }

    [Fact]
    public async Task Agents_that_it_brings_along_work_for_it_and_are_gone_afterwards()
    {
        var (file, during) = ("", "");
        await using var bench = await StartAsync(
            call =>
            {
                during = File.ReadAllText(file);
                return TaskOriginTests.Writes(call);
            },
            agents: Documents.Staff
        );
        file = Path.Combine(bench.Repository, ".polpo", "agents.json");
        var before = await File.ReadAllTextAsync(file, Token);

        var mission = await RunAsync(
            bench,
            "write a.txt",
            """ "team":[{"name":"helper","reportsTo":"boss"},{"name":"boss","reportsTo":"lead","role":"chief"}]""",
            assignTo: "helper"
        );

        mission.Mission.Status.ShouldBe(MissionStatus.Completed, mission.Mission.Reason);
        mission.Tasks.Single().AssignTo.ShouldBe("helper");
        during.ShouldContain("\"missionGroup\":\"m\"");
        (await File.ReadAllTextAsync(file, Token)).ShouldBe(before);
    }

    [Fact]
    public async Task Agents_that_stay_by_setting_stay_and_serve_the_next_run()
    {
        await using var bench = await StartAsync(agents: Documents.Staff);
        await File.WriteAllTextAsync(
            Path.Combine(bench.Repository, ".polpo", "polpo.json"),
            """{"settings":{"volatileCleanup":"manual"}}""",
            Token
        );
        var mission = await RunAsync(bench, "write a.txt", """ "team":[{"name":"helper"}]""", assignTo: "helper");
        mission.Mission.Status.ShouldBe(MissionStatus.Completed, mission.Mission.Reason);
        (await File.ReadAllTextAsync(Path.Combine(bench.Repository, ".polpo", "agents.json"), Token)).ShouldContain(
            "helper"
        );

        // Another mission may not use a name that belongs to this one.
        (
            await Should.ThrowAsync<RefusedException>(() =>
                CreateAsync(bench, "write b.txt", """ "team":[{"name":"helper"}]""", name: "other")
            )
        ).Message.ShouldContain("of the mission m");
    }

    [Fact]
    public async Task Deleting_removes_it_with_its_tasks_and_frees_its_name()
    {
        await using var bench = await StartAsync();
        var mission = await RunAsync(bench, "write a.txt");

        await Commands(bench).DeleteAsync(mission.Mission.Id, bench.Caller, Token);

        await Should.ThrowAsync<RefusedException>(() => bench.GetAsync(mission.Tasks[0].Id));
        (await RunAsync(bench, "write a.txt")).Mission.Status.ShouldBe(MissionStatus.Completed);
    }

    [Fact]
    public async Task There_is_one_mission_of_a_name()
    {
        await using var bench = await StartAsync();
        await CreateAsync(bench, "write a.txt");
        (await Should.ThrowAsync<RefusedException>(() => CreateAsync(bench, "write b.txt"))).Refusal.ShouldBe(
            Refusal.Conflict
        );
    }

    [Fact]
    public async Task What_another_person_may_not_see_does_not_exist()
    {
        await using var bench = await StartAsync();
        var mission = await CreateAsync(bench, "write a.txt");
        var unknown = Id<Mission>.New(TimeProvider.System);

        (
            await Should.ThrowAsync<RefusedException>(() => Commands(bench).ExecuteAsync(unknown, bench.Caller, Token))
        ).Refusal.ShouldBe(Refusal.NotFound);
        mission.Status.ShouldBe(MissionStatus.Draft);
    }

    private static AgentTask Task(MissionDetails mission, string title) =>
        mission.Tasks.Single(task => task.Title == title);

    private static MissionCommands Commands(TaskBench bench) => bench.Engine.Get<MissionCommands>();

    private Task<TaskBench> StartAsync(
        Func<Call, ChatMessage>? answer = null,
        Func<string, string, (int, string)>? check = null,
        string? agents = null
    ) => TaskBench.StartAsync(database, answer ?? TaskOriginTests.Writes, check, agents, Token);

    /// <param name="tasks"><c>title: ~x</c> depends on <c>write x.txt</c>.</param>
    private static Task<Mission> CreateAsync(
        TaskBench bench,
        string tasks,
        string more = "",
        string? check = null,
        string? assignTo = null,
        string name = "m"
    )
    {
        var items = tasks
            .Split(';', StringSplitOptions.TrimEntries)
            .Select(line =>
            {
                var parts = line.Split(':', StringSplitOptions.TrimEntries);
                var needs = (parts.Length > 1 ? parts[1].Split(' ') : []).Select(one => $"\"write {one[1..]}.txt\"");
                var expects =
                    check is not null && parts[0].Contains(check, StringComparison.Ordinal)
                        ? ""","expectations":[{"type":"test","command":"x"}],"maxRetries":0"""
                        : "";
                var agent = assignTo is null ? "" : $",\"assignTo\":\"{assignTo}\"";
                return $"{{\"title\":\"{parts[0]}\",\"dependsOn\":[{string.Join(',', needs)}]{expects}{agent}}}";
            });
        var text =
            $"{{\"name\":\"{name}\",\"tasks\":[{string.Join(',', items)}]{(more.Length == 0 ? "" : "," + more)}}}";
        return Commands(bench).CreateAsync(bench.Workspace.Id, text, "", null, bench.Caller, Token);
    }

    private static async Task<MissionDetails> RunAsync(
        TaskBench bench,
        string tasks,
        string more = "",
        string? check = null,
        string? assignTo = null
    )
    {
        var mission = await CreateAsync(bench, tasks, more, check, assignTo);
        await Commands(bench).ExecuteAsync(mission.Id, bench.Caller, Token);
        return await SettledAsync(bench, mission.Id);
    }

    private static async Task<MissionDetails> SettledAsync(TaskBench bench, Id<Mission> id)
    {
        await bench.Engine.Idleness.WaitAsync(Token);
        return await bench.Engine.Get<MissionQueries>().DetailsAsync(id, bench.Caller, Token);
    }
}

public sealed class MissionRunOnSqliteTests() : MissionRunTests(Database.Sqlite);

public sealed class MissionRunOnPostgresTests() : MissionRunTests(Database.Postgres);
