using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Models;
using Polpo.Core.Models.Clients;
using Polpo.Core.Receipts;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks;

public abstract class TaskLifeTests(Database database)
{
    private static readonly JsonObject Check = new() { ["type"] = "test", ["command"] = "npm test" };

    private const string Staff = """
        [{"agent":{"name":"dev","reportsTo":"lead"},"teamName":"web"},{"agent":{"name":"lead","model":"test/large"},"teamName":"web"}]
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_whose_check_passes_is_done_with_a_branch_and_a_receipt()
    {
        await using var bench = await TaskBench.StartAsync(database, Fixes("good"), Wants("good"), null, Token);

        var task = await bench.RunAsync(Spec());

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        bench.Git.Branches[task.Branch!].Hash.ShouldBe(task.Head);
        (await ReceiptAsync(bench, task)).Sandbox.ShouldBe("fake");
        task.Turns.ShouldBe(2);
        bench.Sandboxes.Open.ShouldBeEmpty();
        (await bench.SessionsAsync()).ShouldAllBe(session => session.Status == SessionStatus.Ended);
    }

    [Fact]
    public async Task A_task_that_uses_no_file_has_a_receipt_and_never_a_checkout()
    {
        await using var bench = await TaskBench.StartAsync(
            database,
            _ => FakeGateway.Say("Forty-two."),
            null,
            null,
            Token
        );

        var task = await bench.RunAsync(Spec() with { Expectations = [] });

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        (await ReceiptAsync(bench, task)).Sandbox.ShouldBeEmpty();
        bench.Git.CheckedOut.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_check_is_fixed_in_the_same_session_before_a_retry_is_spent()
    {
        await using var bench = await TaskBench.StartAsync(database, Fixes("bad", "good"), Wants("good"), null, Token);

        var task = await bench.RunAsync(Spec());

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        (task.FixAttempts, task.Retries, task.Attempts).ShouldBe((1, 0, 1));
        (await bench.SessionsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Fix_retry_and_escalation_follow_each_other_and_are_in_the_journal()
    {
        await using var bench = await TaskBench.StartAsync(
            database,
            Fixes("bad", "bad", "bad", "bad", "bad", "bad", "good"),
            Wants("good"),
            Staff,
            Token
        );

        var task = await bench.RunAsync(
            Spec() with
            {
                AssignTo = "dev",
                MaxRetries = 1,
                RetryPolicy = new RetryPolicy(1, null, "test/huge"),
            }
        );

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        (await bench.FactsAsync(task.Id))
            .Select(fact => fact.Type)
            .Where(type => type is "task.fix" or "task.retried" or "task.escalated")
            .ShouldBe([
                "task.fix",
                "task.fix",
                "task.retried",
                "task.fix",
                "task.fix",
                "task.retried",
                "task.escalated",
            ]);
        task.AssignTo.ShouldBe("lead");
        bench.Gateway.Calls.Last().Model.ToString().ShouldBe("test/huge");
    }

    [Fact]
    public async Task A_check_that_never_passes_fails_the_task()
    {
        await using var bench = await TaskBench.StartAsync(database, Fixes("bad"), Wants("good"), null, Token);

        var task = await bench.RunAsync(Spec() with { MaxRetries = 0 });

        task.Status.ShouldBe(TaskStatus.Failed);
        task.Reason!.ShouldContain("npm test");
        task.ReceiptBlob.ShouldBeNull();
    }

    [Fact]
    public async Task The_turn_cap_fails_the_task_at_once()
    {
        await using var bench = await TaskBench.StartAsync(
            database,
            _ => FakeGateway.Use("bash", ("command", "true")),
            null,
            """[{"agent":{"name":"dev","maxTurns":3},"teamName":"t"}]""",
            Token
        );

        var task = await bench.RunAsync(Spec());

        task.Status.ShouldBe(TaskStatus.Failed);
        task.Reason!.ShouldContain("all of its 3 turns");
        (task.Turns, task.Retries).ShouldBe((3, 0));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, 1)]
    [InlineData(HttpStatusCode.PaymentRequired, 1)]
    [InlineData(HttpStatusCode.Forbidden, 1)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    [InlineData(HttpStatusCode.InternalServerError, 3)]
    public async Task What_only_a_person_can_mend_at_the_provider_is_not_tried_again(HttpStatusCode status, int asked)
    {
        await using var bench = await TaskBench.StartAsync(
            database,
            _ =>
                throw Failures.Refusal(
                    new ProviderException("No.") { Status = status },
                    new ModelRef("test", "large"),
                    null,
                    1
                ),
            null,
            null,
            Token
        );

        var task = await bench.RunAsync(Spec() with { MaxRetries = 2 });

        (task.Status, task.Retries).ShouldBe((TaskStatus.Failed, asked - 1));
        task.Reason!.ShouldContain("No.");
        bench.Gateway.Calls.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task A_task_without_a_sandbox_fails_after_one_reply_and_asks_no_model_again()
    {
        await using var bench = await TaskBench.StartAsync(
            database,
            _ => FakeGateway.Use("bash", ("command", "true")),
            null,
            null,
            Token
        );
        bench.Sandboxes.Lacking = new RefusedException(Refusal.Unavailable, "No sandbox could be opened.");

        var task = await bench.RunAsync(Spec() with { Expectations = [] });

        (task.Status, task.Reason, task.Retries).ShouldBe((TaskStatus.Failed, "No sandbox could be opened.", 0));
        bench.Gateway.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_check_that_cannot_run_fails_the_task_in_words_and_nobody_waits_for_ever()
    {
        await using var bench = await TaskBench.StartAsync(
            database,
            Fixes("good"),
            (_, _) => throw new RefusedException(Refusal.Unavailable, "There is no sandbox here."),
            null,
            Token
        );

        var task = await bench.RunAsync(Spec());

        (task.Status, task.Reason).ShouldBe((TaskStatus.Failed, "There is no sandbox here."));
    }

    [Fact]
    public async Task Side_effects_wait_for_a_person_and_a_rejection_is_the_next_prompt()
    {
        await using var bench = await TaskBench.StartAsync(database, Fixes("one", "two"), Wants("two"), null, Token);

        var task = await bench.RunAsync(Spec() with { SideEffects = true });
        task.Status.ShouldBe(TaskStatus.AwaitingApproval);
        await bench.Commands.RejectAsync(task.Id, "Use two.", bench.Caller, Token);
        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.AwaitingApproval);
        bench.Gateway.Calls.ShouldContain(call => call.Messages.Any(message => message.Text.Contains("Use two.")));
        await bench.Commands.ApproveAsync(task.Id, bench.Caller, Token);

        (await bench.SettleAsync(task.Id)).ShouldSatisfyAllConditions(
            done => done.Status.ShouldBe(TaskStatus.Done, done.Reason),
            done => done.ApprovedBy.ShouldBe(["Ada"])
        );
    }

    [Fact]
    public async Task A_task_waits_for_those_that_it_depends_on()
    {
        await using var bench = await TaskBench.StartAsync(database, Fixes("good"), null, null, Token);
        var draft = await bench.AddAsync(Spec("first") with { Draft = true });

        var second = await bench.RunAsync(Spec("second") with { DependsOn = ["first"] });
        second.Status.ShouldBe(TaskStatus.Pending);
        second.Reason.ShouldBe("Waits for \"first\".");
        await bench.Commands.QueueAsync(draft.Id, bench.Caller, Token);

        (await bench.SettleAsync(second.Id)).Status.ShouldBe(TaskStatus.Done);
    }

    [Fact]
    public async Task A_task_killed_while_a_check_hangs_leaves_no_command_running()
    {
        var checking = new TaskCompletionSource();
        TaskBench bench = null!;
        await using var held = bench = await TaskBench.StartAsync(
            database,
            Fixes("good"),
            (_, _) =>
            {
                checking.TrySetResult();
                SpinWait.SpinUntil(() =>
                    !bench.Sandboxes.Open.Keys.Any(id => id.StartsWith("check-", StringComparison.Ordinal))
                );
                throw new RefusedException(Refusal.Unavailable, "The sandbox was closed.");
            },
            null,
            Token
        );
        var task = await bench.AddAsync(Spec());
        await checking.Task.WaitAsync(Token);

        await bench.Commands.KillAsync(task.Id, bench.Caller, Token);

        (await bench.SettleAsync(task.Id)).Reason.ShouldBe("Killed by Ada.");
        bench.Sandboxes.Open.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_killed_task_is_failed_and_can_be_retried()
    {
        var asked = new TaskCompletionSource();
        var release = new ManualResetEventSlim();
        await using var bench = await TaskBench.StartAsync(
            database,
            call =>
            {
                asked.TrySetResult();
                release.Wait(Token);
                return FakeGateway.Say("done");
            },
            null,
            null,
            Token
        );
        var task = await bench.AddAsync(Spec());
        await asked.Task.WaitAsync(Token);
        await bench.Commands.KillAsync(task.Id, bench.Caller, Token);
        release.Set();

        (await bench.SettleAsync(task.Id)).ShouldSatisfyAllConditions(
            killed => killed.Status.ShouldBe(TaskStatus.Failed),
            killed => killed.Reason.ShouldBe("Killed by Ada.")
        );
        await bench.Commands.RetryAsync(task.Id, bench.Caller, Token);
        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
    }

    private static Task<Receipt> ReceiptAsync(TaskBench bench, AgentTask task) =>
        bench.Engine.Get<TaskQueries>().ReceiptAsync(task.Id, bench.Caller, Token);

    private static TaskSpec Spec(string title = "Make the tests pass") =>
        new()
        {
            Workspace = default,
            Title = title,
            Expectations = [Check.DeepClone().AsObject()],
        };

    /// <summary>A model that writes one content a prompt into answer.txt; the last one again and again.</summary>
    private static Func<Call, ChatMessage> Fixes(params string[] contents)
    {
        var next = 0;
        return call =>
            call.Messages[^1].Role == ChatRole.Tool
                ? FakeGateway.Say("Written.")
                : FakeGateway.Use(
                    "write",
                    ("path", "answer.txt"),
                    ("content", contents[Math.Min(next++, contents.Length - 1)])
                );
    }

    private static Func<string, string, (int, string)> Wants(string content) =>
        (checkout, _) =>
            File.ReadAllText(Path.Combine(checkout, "answer.txt")) == content ? (0, "1 passing") : (1, "1 failing");
}

public sealed class TaskLifeOnSqliteTests() : TaskLifeTests(Database.Sqlite);

public sealed class TaskLifeOnPostgresTests() : TaskLifeTests(Database.Postgres);
