using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks.Deadlocks;

public abstract class DeadlockTests(Database database)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_can_do_without_the_failed_task_is_said_anew_and_done()
    {
        await using var bench = await StartAsync(
            Says(("action", "absorb"), ("reason", "It can."), ("description", "Do it from scratch."))
        );

        var second = await RunBothAsync(bench);

        second.Status.ShouldBe(TaskStatus.Done, second.Reason);
        second.DependsOn.ShouldBeEmpty();
        second.Spec.Description.ShouldBe("Build on first.", "what was asked for is kept");
        bench.Gateway.Calls.Last().Messages.ShouldContain(message => message.Text.Contains("Do it from scratch."));
    }

    [Fact]
    public async Task A_failed_task_that_is_tried_again_lets_the_other_go_on()
    {
        var broken = true;
        await using var bench = await StartAsync(
            call =>
            {
                broken = false;
                return Says(("action", "retry"), ("reason", "It was a hiccup."))(call);
            },
            () => broken
        );

        var second = await RunBothAsync(bench);

        second.Status.ShouldBe(TaskStatus.Done, second.Reason);
        (await bench.FactsAsync(second.Id)).Select(fact => fact.Type).ShouldContain("deadlock.resolved");
    }

    [Fact]
    public async Task What_makes_no_sense_without_it_fails_with_the_reason()
    {
        await using var bench = await StartAsync(Says(("action", "fail"), ("reason", "Nothing to build on.")));

        var second = await RunBothAsync(bench);

        second.Status.ShouldBe(TaskStatus.Failed);
        second.Reason.ShouldBe("It waits for \"first\", which failed. Nothing to build on.");
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("absorb")]
    [InlineData("do as you please")]
    public async Task A_model_is_asked_only_so_often(string action)
    {
        var asked = 0;
        await using var bench = await StartAsync(call =>
        {
            asked++;
            return Says(("action", action), ("reason", "Once more."))(call);
        });

        var second = await RunBothAsync(bench);

        second.Status.ShouldBe(TaskStatus.Failed, second.Reason);
        second.Reason!.ShouldContain("was looked at 2 times");
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task Side_effects_are_not_repeated_to_solve_a_deadlock()
    {
        await using var bench = await StartAsync(Says(("action", "retry"), ("reason", "Once more.")));
        var first = await bench.RunAsync(Spec("first") with { SideEffects = true });
        await bench.Approvals.RejectAsync(first.Id, null, bench.Caller, Token);

        var second = await bench.RunAsync(Spec("second") with { DependsOn = ["first"], Expectations = [] });

        second.Status.ShouldBe(TaskStatus.Failed);
        (await bench.GetAsync(first.Id)).Status.ShouldBe(TaskStatus.Failed);
    }

    [Fact]
    public async Task While_something_else_goes_on_nothing_is_decided()
    {
        await using var bench = await StartAsync(Says(("action", "fail"), ("reason", "No.")));
        await bench.SettleOnAsync(
            """{"maxFixAttempts":0,"approvalGates":[{"name":"G","hook":"task:spawn","condition":"task.title === 'third'"}]}"""
        );
        var third = await bench.RunAsync(Spec("third") with { Expectations = [] });
        third.Status.ShouldBe(TaskStatus.AwaitingApproval);

        var second = await RunBothAsync(bench);
        second.Status.ShouldBe(TaskStatus.Pending);
        second.Reason!.ShouldContain("which failed");
        await bench.Approvals.RejectAsync(third.Id, null, bench.Caller, Token);

        (await bench.SettleAsync(second.Id)).Status.ShouldBe(TaskStatus.Failed, "now nothing else goes on");
    }

    [Fact]
    public async Task Where_it_is_switched_off_a_person_decides()
    {
        await using var bench = await StartAsync(_ => throw new InvalidOperationException("Nobody is to be asked."));
        await bench.SettleOnAsync("""{"maxFixAttempts":0,"maxResolutionAttempts":0}""");

        var second = await RunBothAsync(bench);

        (second.Status, second.Reason).ShouldBe(
            (TaskStatus.Pending, "Waits for \"first\", which failed. Retry that task, or delete this one.")
        );
    }

    [Fact]
    public async Task What_depends_on_a_task_that_is_gone_fails()
    {
        await using var bench = await StartAsync(_ => throw new InvalidOperationException("Nobody is to be asked."));
        var first = await bench.AddAsync(Spec("first") with { Draft = true });
        var second = await bench.RunAsync(Spec("second") with { DependsOn = ["first"], Expectations = [] });
        second.Status.ShouldBe(TaskStatus.Pending);

        await bench.Commands.DeleteAsync(first.Id, bench.Caller, Token);

        second = await bench.SettleAsync(second.Id);
        (second.Status, second.Reason).ShouldBe(
            (TaskStatus.Failed, $"It depends on {first.Id}, which is no longer there.")
        );
    }

    private static async Task<AgentTask> RunBothAsync(TaskBench bench)
    {
        await bench.AddAsync(Spec("first"));
        return await bench.RunAsync(
            Spec("second") with
            {
                Description = "Build on first.",
                DependsOn = ["first"],
                Expectations = [],
            }
        );
    }

    private async Task<TaskBench> StartAsync(Func<Call, ChatMessage> resolve, Func<bool>? broken = null)
    {
        var bench = await TaskBench.StartAsync(
            database,
            call => call.RequiredTool == "resolve_deadlock" ? resolve(call) : FakeGateway.Say("Done."),
            (_, _) => broken?.Invoke() != false ? (1, "1 failing") : (0, "1 passing"),
            null,
            Token
        );
        await bench.SettleOnAsync("""{"maxFixAttempts":0}""");
        return bench;
    }

    private static Func<Call, ChatMessage> Says(params (string, object?)[] arguments) =>
        _ => FakeGateway.Use("resolve_deadlock", arguments);

    private static TaskSpec Spec(string title) =>
        new()
        {
            Workspace = default,
            Title = title,
            MaxRetries = 0,
            Expectations = [new JsonObject { ["type"] = "test", ["command"] = "npm test" }],
        };
}

public sealed class DeadlockOnSqliteTests() : DeadlockTests(Database.Sqlite);

public sealed class DeadlockOnPostgresTests() : DeadlockTests(Database.Postgres);
