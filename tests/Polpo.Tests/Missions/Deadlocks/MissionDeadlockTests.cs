using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Missions.Rules;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Polpo.Tests.Tasks.Attempts;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions.Deadlocks;

/// <summary>A task of a mission whose dependency failed: a model is asked what becomes of it, before it is given up.</summary>
public abstract class MissionDeadlockTests(Database database)
{
    private const string Chain = """
        {"name":"m","tasks":[{"title":"write a.txt","maxRetries":0,"expectations":[{"type":"test","command":"a"}]},
          {"title":"write b.txt","description":"Build on a.","dependsOn":["write a.txt"]},
          {"title":"write c.txt","dependsOn":["write b.txt"]}]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_can_do_without_is_said_anew_and_what_is_behind_it_goes_on()
    {
        await using var bench = await StartAsync(
            _ => Says("absorb", ("description", "write b.txt from scratch.")),
            () => true
        );

        var ended = await bench.PlayAsync(Chain);

        ended.Tasks.Select(task => task.Status).ShouldBe([TaskStatus.Failed, TaskStatus.Done, TaskStatus.Done]);
        ended.Tasks[1].DependsOn.ShouldBeEmpty();
        (ended.Mission.Status, ended.Mission.Reason).ShouldBe(
            (MissionStatus.Failed, "A task failed: \"write a.txt\".")
        );
        bench.Gateway.Calls.ShouldContain(call => call.Messages.Any(message => message.Text.Contains("from scratch.")));
        (await FactsAsync(bench, ended.Tasks[1].Id)).ShouldBe(["deadlock.detected", "deadlock.resolved"]);
    }

    [Fact]
    public async Task A_failed_task_that_is_tried_again_and_done_has_the_mission_complete()
    {
        var broken = true;
        await using var bench = await StartAsync(
            _ =>
            {
                broken = false;
                return Says("retry");
            },
            () => broken
        );

        var ended = await bench.PlayAsync(Chain);

        ended.Mission.Status.ShouldBe(MissionStatus.Completed, ended.Mission.Reason);
        bench.Git.Lines.FilesOf(new(ended.Run!.Head!)).Keys.ShouldBe(["README.md", "a.txt", "b.txt", "c.txt"]);
    }

    [Fact]
    public async Task What_makes_no_sense_without_it_fails_and_takes_all_behind_it_along_unasked()
    {
        var asked = 0;
        await using var bench = await StartAsync(
            _ =>
            {
                asked++;
                return Says("fail");
            },
            () => true
        );

        var ended = await bench.PlayAsync(Chain);

        ended.Mission.Reason.ShouldBe("3 tasks failed: \"write a.txt\", \"write b.txt\", \"write c.txt\".");
        ended.Tasks[1].Reason.ShouldBe("It depends on \"write a.txt\", which failed. So it is.");
        ended.Tasks[2].Reason.ShouldBe("It depends on \"write b.txt\", which failed.");
        asked.ShouldBe(1);
        (await FactsAsync(bench, ended.Tasks[1].Id)).ShouldBe(["deadlock.detected", "deadlock.unresolvable"]);
    }

    [Theory]
    [InlineData("retry", 2)]
    [InlineData("do as you please", 2)]
    public async Task A_model_is_asked_only_so_often(string action, int times)
    {
        var asked = 0;
        await using var bench = await StartAsync(
            _ =>
            {
                asked++;
                return Says(action);
            },
            () => true
        );

        var ended = await bench.PlayAsync(Chain);

        (ended.Mission.Status, asked).ShouldBe((MissionStatus.Failed, times));
        ended.Tasks.ShouldAllBe(task => task.Status == TaskStatus.Failed);
        await bench.Missions().ResumeAsync(ended.Mission.Id, true, bench.Caller, Token);
        await bench.SettledAsync(ended.Mission.Id);
        asked.ShouldBe(2 * times, "a person's retry is a new beginning");
    }

    [Fact]
    public async Task Side_effects_are_not_repeated_to_solve_it()
    {
        await using var bench = await StartAsync(_ => Says("retry"), () => true);
        var mission = await bench.PlayAsync(
            Chain.Replace("\"maxRetries\":0", "\"sideEffects\":true", StringComparison.Ordinal)
        );
        await bench.RejectAsync();

        var ended = await bench.SettledAsync(mission.Mission.Id);

        (ended.Mission.Status, ended.Tasks[0].Attempts).ShouldBe((MissionStatus.Failed, 1));
    }

    [Fact]
    public async Task Where_it_is_switched_off_nobody_is_asked()
    {
        await using var bench = await StartAsync(
            _ => throw new InvalidOperationException("Nobody is to be asked."),
            () => true
        );
        await bench.SettleOnAsync("""{"maxFixAttempts":0,"maxResolutionAttempts":0}""");

        var ended = await bench.PlayAsync(Chain);

        ended.Mission.Status.ShouldBe(MissionStatus.Failed);
        ended.Tasks[1].Reason.ShouldBe("It depends on \"write a.txt\", which failed.");
    }

    [Fact]
    public async Task While_something_else_goes_on_or_waits_for_a_person_nothing_is_decided()
    {
        var asked = 0;
        await using var bench = await StartAsync(
            _ =>
            {
                asked++;
                return Says("fail");
            },
            () => true
        );
        await bench.SettleOnAsync(
            """{"maxFixAttempts":0,"approvalGates":[{"name":"G","hook":"task:spawn","condition":"task.title === 'write d.txt'"}]}"""
        );

        var mission = await bench.PlayAsync($"{Chain.TrimEnd()[..^2]},{{\"title\":\"write d.txt\"}}]}}");
        asked.ShouldBe(0);
        mission.Mission.Status.ShouldBe(MissionStatus.Active);
        await bench.ApproveAsync();

        (await bench.SettledAsync(mission.Mission.Id)).Mission.Status.ShouldBe(MissionStatus.Failed);
        asked.ShouldBe(1);
    }

    private static async Task<IReadOnlyList<string>> FactsAsync(TaskBench bench, string task) =>
        [
            .. (await bench.FactsAsync(task))
                .Select(fact => fact.Type)
                .Where(type => type.StartsWith("deadlock", StringComparison.Ordinal)),
        ];

    private async Task<TaskBench> StartAsync(Func<Call, ChatMessage> resolve, Func<bool> broken)
    {
        var bench = await TaskBench.StartAsync(
            database,
            call => call.RequiredTool == "resolve_deadlock" ? resolve(call) : TaskOriginTests.Writes(call),
            (_, _) => broken() ? (1, "1 failing") : (0, "1 passing"),
            null,
            Token
        );
        await bench.SettleOnAsync("""{"maxFixAttempts":0}""");
        return bench;
    }

    private static ChatMessage Says(string action, params (string, object?)[] more) =>
        FakeGateway.Use("resolve_deadlock", [("action", action), ("reason", "So it is."), .. more]);
}

public sealed class MissionDeadlockOnSqliteTests() : MissionDeadlockTests(Database.Sqlite);

public sealed class MissionDeadlockOnPostgresTests() : MissionDeadlockTests(Database.Postgres);
