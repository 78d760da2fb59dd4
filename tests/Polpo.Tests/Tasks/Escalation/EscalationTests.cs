using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Gateway;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Escalation;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Tasks.Escalation;

public abstract class EscalationTests(Database database)
{
    private const string Staff = """
        [{"agent":{"name":"dev"},"teamName":"web"},{"agent":{"name":"lead"},"teamName":"web"}]
        """;

    private const string Anew = "Write the word good into answer.txt, nothing else.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_levels_follow_each_other_until_a_person_is_asked()
    {
        await using var bench = await StartAsync(
            """{"level":0,"handler":"agent"},{"level":2,"handler":"agent","target":"lead"},{"level":3,"handler":"orchestrator"},{"level":4,"handler":"human","notifyChannels":["ops"]}""",
            _ => FakeGateway.Say(Anew)
        );

        var task = await bench.RunAsync(Spec());

        task.Status.ShouldBe(TaskStatus.AwaitingApproval, task.Reason);
        (task.EscalationLevel, task.Attempts, task.AssignTo).ShouldBe((4, 3, "lead"));
        task.Rewritten!.ShouldContain(Anew);
        (await WordsAsync(bench, task)).ShouldBe([
            "escalation.triggered 2",
            "escalation.triggered 3",
            "escalation.triggered 4",
            "escalation.human 4",
        ]);
        var request = (await bench.RequestsAsync()).Single();
        (request.GateId, request.NotifyChannels[0]).ShouldBe(($"esc-{task.Id}", "ops"));
        await bench.Approvals.ApproveAsync(task.Id, null, bench.Caller, Token);

        task = await bench.SettleAsync(task.Id);
        (task.Status, task.Attempts).ShouldBe((TaskStatus.Failed, 4), "one more attempt, and no level is left");
        (await WordsAsync(bench, task)).Last().ShouldBe("escalation.resolved 4");
    }

    [Fact]
    public async Task A_level_that_succeeds_resolves_the_escalation()
    {
        await using var bench = await StartAsync(
            """{"level":2,"handler":"agent","target":"lead"}""",
            _ => FakeGateway.Say(""),
            task => task.Contains("lead", StringComparison.Ordinal)
        );

        var task = await bench.RunAsync(Spec());

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        (await WordsAsync(bench, task)).ShouldBe(["escalation.triggered 2", "escalation.resolved 2"]);
    }

    [Theory]
    [InlineData("No.")]
    [InlineData(null)]
    public async Task A_model_that_has_nothing_to_say_is_passed_over(string? answer)
    {
        await using var bench = await StartAsync(
            """{"level":2,"handler":"orchestrator"},{"level":3,"handler":"human"}""",
            _ => answer is null ? throw new RefusedException(Refusal.Unavailable, "No model.") : FakeGateway.Say(answer)
        );

        var task = await bench.RunAsync(Spec());

        (task.Status, task.EscalationLevel, task.Attempts).ShouldBe((TaskStatus.AwaitingApproval, 3, 1));
        task.Rewritten.ShouldBeNull();
    }

    [Fact]
    public async Task A_level_for_somebody_who_is_not_there_is_passed_over()
    {
        await using var bench = await StartAsync(
            """{"level":2,"handler":"agent","target":"nobody"},{"level":3,"handler":"agent"}""",
            _ => FakeGateway.Say("")
        );

        var task = await bench.RunAsync(Spec());

        (task.Status, task.Attempts).ShouldBe((TaskStatus.Failed, 1));
        (await WordsAsync(bench, task)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_who_does_not_answer_in_time_is_followed_by_the_next_level()
    {
        await using var bench = await StartAsync(
            """{"level":2,"handler":"human","timeoutMs":1},{"level":3,"handler":"agent","target":"lead"}""",
            _ => FakeGateway.Say(""),
            task => task.Contains("lead", StringComparison.Ordinal)
        );
        var task = await bench.RunAsync(Spec());

        await bench.FactAsync(task.Id, ApprovalTimeout.Type);

        task = await bench.SettleAsync(task.Id);
        (task.Status, task.AssignTo).ShouldBe((TaskStatus.Done, "lead"), task.Reason);
    }

    [Fact]
    public async Task A_person_s_no_ends_it()
    {
        await using var bench = await StartAsync("""{"level":2,"handler":"human"}""", _ => FakeGateway.Say(""));
        var task = await bench.RunAsync(Spec());

        await bench.Commands.RejectAsync(task.Id, null, bench.Caller, Token);

        task = await bench.SettleAsync(task.Id);
        (task.Status, task.Reason, task.Attempts).ShouldBe((TaskStatus.Failed, "Rejected by Ada.", 1));
    }

    [Fact]
    public async Task A_request_to_a_person_survives_a_restart()
    {
        await using var bench = await StartAsync("""{"level":2,"handler":"human"}""", _ => FakeGateway.Say(""));
        var task = await bench.RunAsync(Spec());

        await bench.Engine.DisposeAsync();
        await bench.StartServerAsync();
        await bench.Commands.RejectAsync(task.Id, "Look at answer.txt.", bench.Caller, Token);

        task = await bench.SettleAsync(task.Id);
        (task.Status, task.Revisions).ShouldBe((TaskStatus.Failed, 1));
        bench.Gateway.Calls.ShouldContain(call =>
            call.Messages.Any(message => message.Text.Contains("Look at answer.txt."))
        );
    }

    private static async Task<IEnumerable<string>> WordsAsync(TaskBench bench, AgentTask task) =>
        (await bench.FactsAsync(task.Id))
            .Where(fact => fact.Type.StartsWith("escalation.", StringComparison.Ordinal))
            .Select(fact => $"{fact.Type} {JsonNode.Parse(fact.Body)!["level"]}");

    /// <param name="anew">What the model says that is asked to say the task anew.</param>
    /// <param name="good">Whose work is good, by the system prompt; null: nobody's.</param>
    private async Task<TaskBench> StartAsync(
        string levels,
        Func<Call, ChatMessage> anew,
        Func<string, bool>? good = null
    )
    {
        var bench = await TaskBench.StartAsync(
            database,
            call =>
                call.Messages[0].Text.Contains("Write the task's description anew", StringComparison.Ordinal)
                    ? anew(call)
                : call.Messages[^1].Role == ChatRole.Tool ? FakeGateway.Say("Written.")
                : FakeGateway.Use(
                    "write",
                    ("path", "answer.txt"),
                    ("content", good?.Invoke(call.Messages[0].Text) == true ? "good" : "bad")
                ),
            (checkout, _) =>
                File.ReadAllText(Path.Combine(checkout, "answer.txt")) == "good" ? (0, "1 passing") : (1, "1 failing"),
            Staff,
            Token
        );
        await bench.SettleOnAsync(
            $$$"""{"maxFixAttempts":0,"escalationPolicy":{"name":"usual","levels":[{{{levels}}}]}}"""
        );
        return bench;
    }

    private static TaskSpec Spec() =>
        new()
        {
            Workspace = default,
            Title = "Make it good",
            MaxRetries = 0,
            Expectations = [new JsonObject { ["type"] = "test", ["command"] = "npm test" }],
        };
}

public sealed class EscalationOnSqliteTests() : EscalationTests(Database.Sqlite);

public sealed class EscalationOnPostgresTests() : EscalationTests(Database.Postgres);
