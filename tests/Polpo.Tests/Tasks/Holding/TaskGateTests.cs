using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Gateway;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks.Holding;

public abstract class TaskGateTests(Database database)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_waits_at_a_gate_without_branch_or_receipt_and_is_done_once_approved()
    {
        await using var bench = await StartAsync(Gate("task:complete"));

        var task = await bench.RunAsync(Spec());
        task.Status.ShouldBe(TaskStatus.AwaitingApproval);
        task.Reason!.ShouldContain("gate \"G\" (task:complete)");
        (task.Branch, task.ReceiptBlob).ShouldBe((null, null));
        bench.Git.Branches.ShouldBeEmpty();
        var assessments = task.Assessments;
        await bench.Approvals.ApproveAsync(task.Id, "Fine.", bench.Caller, Token);

        task = await bench.SettleAsync(task.Id);
        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        task.Assessments.ShouldBe(assessments, "nothing is assessed twice");
        (await bench.Engine.Get<TaskQueries>().ReceiptAsync(task.Id, bench.Caller, Token)).ApprovedBy.ShouldBe(["Ada"]);
        var request = (await bench.RequestsAsync()).Single();
        (request.Status, request.ResolvedBy, request.Note).ShouldBe((ApprovalStatus.Approved, "Ada", "Fine."));
        request.Payload.ShouldContain("\"passed\":true");
    }

    [Fact]
    public async Task A_rejected_result_fails()
    {
        await using var bench = await StartAsync(Gate("task:complete"));
        var task = await bench.RunAsync(Spec());

        await bench.Approvals.RejectAsync(task.Id, null, bench.Caller, Token);

        task = await bench.SettleAsync(task.Id);
        (task.Status, task.Reason).ShouldBe((TaskStatus.Failed, "Rejected by Ada."));
        bench.Git.Branches.ShouldBeEmpty();
    }

    [Fact]
    public async Task Feedback_is_the_next_prompt_as_often_as_the_gate_allows()
    {
        await using var bench = await StartAsync(Gate("task:complete", ", \"maxRevisions\": 1"));
        var task = await bench.RunAsync(Spec());

        await bench.Approvals.RejectAsync(task.Id, "Name the file.", bench.Caller, Token);

        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.AwaitingApproval);
        bench.Gateway.Calls.ShouldContain(call =>
            call.Messages.Any(message => message.Text.Contains("Name the file."))
        );
        var refused = await Should.ThrowAsync<RefusedException>(() =>
            bench.Approvals.RejectAsync(task.Id, "Again.", bench.Caller, Token)
        );
        refused.Message.ShouldContain("Approve it, or reject it without feedback.");
        (await bench.GetAsync(task.Id)).Status.ShouldBe(
            TaskStatus.AwaitingApproval,
            "a refused decision changes nothing"
        );
        (await bench.RequestsAsync()).Count(request => request.Status == ApprovalStatus.Pending).ShouldBe(1);
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);
        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
    }

    [Theory]
    [InlineData("task:create")]
    [InlineData("task:spawn")]
    [InlineData("task:assign")]
    public async Task Before_the_run_nothing_is_asked_of_a_model_and_what_was_approved_goes_on(string hook)
    {
        await using var bench = await StartAsync(Gate(hook));

        var task = await bench.RunAsync(Spec());
        task.Status.ShouldBe(TaskStatus.AwaitingApproval);
        bench.Gateway.Calls.ShouldBeEmpty();
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);

        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
        (await bench.RequestsAsync()).Count.ShouldBe(1, "a gate that was passed does not ask again");
    }

    [Fact]
    public async Task Feedback_before_the_run_is_part_of_the_task_and_does_not_let_it_pass()
    {
        await using var bench = await StartAsync(Gate("task:spawn", ", \"maxRevisions\": 1"));
        var task = await bench.RunAsync(Spec());

        await bench.Approvals.RejectAsync(task.Id, "Only in the test folder.", bench.Caller, Token);

        task = await bench.SettleAsync(task.Id);
        task.Status.ShouldBe(TaskStatus.AwaitingApproval, "what was sent back was not approved");
        bench.Gateway.Calls.ShouldBeEmpty();
        (await bench.RequestsAsync())[0].RevisionsLeft.ShouldBe(0);
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);
        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
        bench
            .Gateway.Calls.First()
            .Messages.ShouldContain(message => message.Text.Contains("Only in the test folder."));
    }

    [Fact]
    public async Task What_a_condition_forbids_is_not_created()
    {
        await using var bench = await StartAsync(
            """{"name":"G","handler":"auto","hook":"task:create","condition":"task.title.includes('deploy')"}"""
        );

        (
            await Should.ThrowAsync<RefusedException>(() => bench.AddAsync(Spec() with { Title = "deploy it" }))
        ).Message.ShouldContain("The gate \"G\" blocks it: task.title.includes('deploy').");
        (await bench.RunAsync(Spec())).Status.ShouldBe(TaskStatus.Done);
        (await bench.FactsAsync()).Count(fact => fact.Type == TaskCreated.Type).ShouldBe(1);
    }

    [Theory]
    [InlineData("task:spawn")]
    [InlineData("orchestrator:tick")]
    [InlineData("task:transition")]
    public async Task What_a_condition_blocks_stays_pending_with_the_reason(string hook)
    {
        await using var bench = await StartAsync(
            $$$"""{"name":"G","handler":"auto","hook":"{{{hook}}}","condition":{"expression":"task.priority < 5"}}"""
        );

        var task = await bench.RunAsync(Spec());
        task.Status.ShouldBe(TaskStatus.Pending);
        task.Reason.ShouldBe("The gate \"G\" blocks it: task.priority < 5.");
        (await bench.RunAsync(Spec() with { Title = "urgent", Priority = 9 })).Status.ShouldBe(TaskStatus.Done);
    }

    [Fact]
    public async Task An_approved_failure_is_one_more_attempt_and_asks_no_second_time()
    {
        await using var bench = await StartAsync(Gate("task:fail"), (_, _) => (1, "1 failing"));

        var task = await bench.RunAsync(Spec() with { MaxRetries = 0 });
        (task.Status, task.Attempts).ShouldBe((TaskStatus.AwaitingApproval, 1));
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);

        task = await bench.SettleAsync(task.Id);
        (task.Status, task.Attempts).ShouldBe((TaskStatus.Failed, 2));
        task.Reason!.ShouldContain("npm test");
        (await bench.RequestsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_blocked_failure_is_one_more_attempt_and_no_endless_one()
    {
        await using var bench = await StartAsync(
            """{"name":"G","handler":"auto","hook":"task:fail","condition":"task.retries >= 0"}""",
            (_, _) => (1, "1 failing")
        );

        var task = await bench.RunAsync(Spec() with { MaxRetries = 0 });

        (task.Status, task.Attempts).ShouldBe((TaskStatus.Failed, 2));
    }

    [Theory]
    [InlineData("task:retry", 2)]
    [InlineData("assessment:run", 1)]
    [InlineData("assessment:complete", 1)]
    public async Task An_approved_step_goes_on_where_it_stood(string hook, int attempts)
    {
        var passes = false;
        await using var bench = await StartAsync(
            Gate(hook),
            (_, _) => passes || hook != "task:retry" ? (0, "1 passing") : (1, "1 failing")
        );

        var task = await bench.RunAsync(Spec());
        task.Status.ShouldBe(TaskStatus.AwaitingApproval, task.Reason);
        passes = true;
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);

        task = await bench.SettleAsync(task.Id);
        (task.Status, task.Attempts).ShouldBe((TaskStatus.Done, attempts), task.Reason);
        (await bench.RequestsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_approved_is_one_result_and_the_next_one_waits_again()
    {
        var runs = 0;
        await using var bench = await StartAsync(
            Gate("assessment:complete"),
            (_, _) => runs++ == 0 ? (1, "1 failing") : (0, "1 passing")
        );
        var task = await bench.RunAsync(Spec());
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);

        task = await bench.SettleAsync(task.Id);

        task.Status.ShouldBe(TaskStatus.AwaitingApproval, task.Reason);
        task.ApprovedBy.ShouldBeEmpty("nobody has seen what it was mended to");
        (await bench.RequestsAsync()).Count.ShouldBe(2);
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);
        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
    }

    [Fact]
    public async Task A_result_that_may_not_be_assessed_is_never_done()
    {
        await using var bench = await StartAsync(
            """{"name":"G","handler":"auto","hook":"assessment:run","condition":"true"}"""
        );

        var task = await bench.RunAsync(Spec() with { Expectations = [] });

        task.Status.ShouldBe(TaskStatus.Failed);
        task.Reason!.ShouldContain("was not assessed");
    }

    [Fact]
    public async Task Gates_are_asked_one_after_another_in_their_order()
    {
        await using var bench = await StartAsync(
            """{"id":"late","name":"Late","hook":"task:complete","priority":60},{"id":"early","name":"Early","hook":"task:complete"}"""
        );
        var task = await bench.RunAsync(Spec());

        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);
        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.AwaitingApproval);
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);

        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
        (await bench.RequestsAsync()).Select(request => request.GateId).ShouldBe(["late", "early"], "newest first");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_outcomes_are_shown_where_the_gate_says_so(bool shown)
    {
        await using var bench = await TaskBench.StartAsync(
            database,
            call =>
                call.Messages[^1].Role == ChatRole.Tool
                    ? FakeGateway.Say("Written.")
                    : FakeGateway.Use(
                        "register_outcome",
                        ("type", "text"),
                        ("label", "summary"),
                        ("text", "It is good.")
                    ),
            null,
            null,
            Token
        );
        await bench.SettleOnAsync(
            $$"""{"approvalGates":[{{Gate("task:complete", $", \"includeOutcomes\": {(shown ? "true" : "false")}")}}]}"""
        );
        await bench.RunAsync(Spec());

        var request = (await bench.RequestsAsync()).Single();
        var payload = await bench.Engine.Get<ShownOutcomes>().PayloadAsync(request, Token);

        (payload["outcomes"]?[0]?["text"]?.GetValue<string>()).ShouldBe(shown ? "It is good." : null);
        payload.ContainsKey("outcomesBlobs").ShouldBeFalse();
    }

    [Fact]
    public async Task A_request_survives_a_restart()
    {
        await using var bench = await StartAsync(Gate("task:complete"));
        var task = await bench.RunAsync(Spec());

        await bench.Engine.DisposeAsync();
        await bench.StartServerAsync();
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);

        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
    }

    [Theory]
    [InlineData("approve", TaskStatus.Done, null)]
    [InlineData("reject", TaskStatus.Failed, "Nobody approved it in time (gate \"G\").")]
    public async Task Where_nobody_decides_in_time_the_gate_does(string action, TaskStatus end, string? reason)
    {
        await using var bench = await StartAsync(
            Gate("task:complete", $", \"timeoutMs\": 1, \"timeoutAction\": \"{action}\"")
        );
        var task = await bench.RunAsync(Spec());

        await bench.FactAsync(task.Id, ApprovalTimeout.Type);

        task = await bench.SettleAsync(task.Id);
        (task.Status, task.Reason).ShouldBe((end, reason));
        task.ApprovedBy.ShouldBeEmpty("nobody approved it");
    }

    [Fact]
    public async Task A_killed_task_asks_for_nothing_any_more()
    {
        await using var bench = await StartAsync(Gate("task:complete"));
        var task = await bench.RunAsync(Spec());

        await bench.Commands.KillAsync(task.Id, bench.Caller, Token);

        (await bench.RequestsAsync()).Single().Status.ShouldBe(ApprovalStatus.Withdrawn);
        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Failed);
    }

    [Fact]
    public async Task A_decision_is_made_once_and_only_by_who_may_see_it()
    {
        await using var bench = await StartAsync(Gate("task:complete"));
        var task = await bench.RunAsync(Spec());
        var request = (await bench.RequestsAsync()).Single();
        var stranger = new Caller(Id<User>.New(TimeProvider.System), "Eve");

        (
            await Should.ThrowAsync<RefusedException>(() =>
                bench.Approvals.ApproveAsync(request.Id, null, stranger, Token)
            )
        ).Refusal.ShouldBe(Refusal.NotFound);
        (
            await Should.ThrowAsync<RefusedException>(() =>
                bench.Approvals.ApproveAsync(task.Id, null, stranger, Token)
            )
        ).Refusal.ShouldBe(Refusal.NotFound);
        await bench.Approvals.RejectAsync(request.Id, null, bench.Caller, Token);
        (
            await Should.ThrowAsync<RefusedException>(() =>
                bench.Approvals.ApproveAsync(request.Id, null, bench.Caller, Token)
            )
        ).Message.ShouldContain("decided already: rejected by Ada");
        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Failed);
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_let_nothing_pass()
    {
        await using var bench = await StartAsync("""{"name":"G","hook":"task:completed"}""");

        (await Should.ThrowAsync<RefusedException>(() => bench.AddAsync(Spec()))).Message.ShouldContain(
            "settings.approvalGates[0].hook must be one of"
        );
    }

    private Task<TaskBench> StartAsync(string gates) => StartAsync(gates, (_, _) => (0, "1 passing"));

    private async Task<TaskBench> StartAsync(string gates, Func<string, string, (int, string)> check)
    {
        var bench = await TaskBench.StartAsync(database, Work, check, null, Token);
        await bench.SettleOnAsync($$"""{"maxFixAttempts":0,"approvalGates":[{{gates}}]}""");
        return bench;
    }

    private static string Gate(string hook, string more = "") =>
        $$"""{"name":"G","handler":"human","hook":"{{hook}}"{{more}}}""";

    private static ChatMessage Work(Call call) =>
        call.Messages[^1].Role == ChatRole.Tool
            ? FakeGateway.Say("Written.")
            : FakeGateway.Use("write", ("path", "answer.txt"), ("content", "good"));

    private static TaskSpec Spec() =>
        new()
        {
            Workspace = default,
            Title = "Make it good",
            Expectations = [new JsonObject { ["type"] = "test", ["command"] = "npm test" }],
        };
}

public sealed class TaskGateOnSqliteTests() : TaskGateTests(Database.Sqlite);

public sealed class TaskGateOnPostgresTests() : TaskGateTests(Database.Postgres);
