using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Crashes;

/// <summary>
/// The server dies at its first durable write, at its second, and so on to the last, before and after each is committed. Whatever
/// it was, the next server brings the task to the end that it would have had, and the history holds (the bench checks it).
/// </summary>
public sealed class EveryWriteTests
{
    private const int MostWrites = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_task_that_is_fixed_once_and_merged_ends_the_same(bool committed) =>
        await DieAtEachAsync(committed, new Story(Spec() with { Merge = true }, FixesWhenTold, Wants("good"), null));

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_task_that_is_retried_and_escalated_ends_the_same(bool committed) =>
        await DieAtEachAsync(
            committed,
            new Story(
                Spec() with
                {
                    AssignTo = "dev",
                    MaxRetries = 0,
                    RetryPolicy = new RetryPolicy(0, null, "test/huge"),
                },
                call => Writes(call, call.Model.Model == "huge" ? "good" : "bad"),
                Wants("good"),
                """[{"agent":{"name":"dev","reportsTo":"lead"},"teamName":"web"},{"agent":{"name":"lead"},"teamName":"web"}]"""
            )
        );

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_task_that_a_person_lets_through_three_gates_ends_the_same(bool committed) =>
        await DieAtEachAsync(
            committed,
            new Story(Spec() with { MaxRetries = 0 }, FixesWhenTold, Wants("good"), null)
            {
                Settings = """
                {"maxFixAttempts":0,"approvalGates":[
                  {"name":"Begin","hook":"task:spawn"},{"name":"Failed","hook":"task:fail"},{"name":"Done","hook":"task:complete"}]}
                """,
            }
        );

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_task_that_escalates_to_a_model_and_to_a_person_ends_the_same(bool committed) =>
        await DieAtEachAsync(
            committed,
            new Story(Spec() with { MaxRetries = 0 }, call => Writes(call, "bad"), Wants("good"), null)
            {
                Settings = """
                {"maxFixAttempts":0,"escalationPolicy":{"levels":[{"level":2,"handler":"orchestrator"},{"level":3,"handler":"human"}]}}
                """,
            }
        );

    private static async Task DieAtEachAsync(bool committed, Story story)
    {
        var calm = await LiveAsync(story, int.MaxValue, committed);
        calm.Died.ShouldBeFalse();
        var write = 1;
        while (await LiveAsync(story, write, committed) is { Died: true } crashed)
        {
            crashed.Moves.ShouldBe(calm.Moves, $"killed at write {write}");
            (crashed.Status, crashed.Merged, crashed.Reason).ShouldBe(
                (calm.Status, calm.Merged, calm.Reason),
                $"killed at write {write}"
            );
            crashed.Replies.ShouldBe(calm.Replies, $"killed at write {write}");
            // A reply that was lost before it was recorded is asked for once more; a recorded one never.
            crashed.Asked.ShouldBeInRange(calm.Asked, calm.Asked + 1, $"killed at write {write}");
            write++.ShouldBeLessThan(MostWrites);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"The server was killed at each of {write - 1} writes.");
        write.ShouldBeGreaterThan(10);
    }

    private static async Task<Life> LiveAsync(Story story, int write, bool committed)
    {
        var death = new Death();
        await using var bench = await TaskBench.StartAsync(
            Database.Sqlite,
            story.Answer,
            story.Check,
            story.Agents,
            Token,
            death.Over
        );
        await bench.SettleOnAsync(story.Settings);
        var task = await bench.AddAsync(story.Spec with { Draft = true });
        death.At(write, committed);
        var over = QueueAndSettleAsync(bench, task.Id);
        var died = await death.CameBeforeAsync(over);
        if (died)
        {
            await bench.Engine.AbandonAsync();
            await bench.StartServerAsync();
            await QueueAndSettleAsync(bench, task.Id);
        }
        else
            await over;
        var ended = await bench.GetAsync(task.Id);
        var facts = await bench.FactsAsync();
        bench.Sandboxes.Open.ShouldBeEmpty($"killed at write {write}");
        return new Life(
            died,
            [.. facts.Where(fact => fact.Type == TaskMoved.Type).Select(fact => Step(fact.Read<TaskMoved>()))],
            ended.Status,
            ended.Merged,
            ended.Reason,
            facts.Count(fact => fact.Type == "model.replied"),
            bench.Gateway.Calls.Count
        );
    }

    private static async Task QueueAndSettleAsync(TaskBench bench, Id<AgentTask> task)
    {
        if ((await bench.GetAsync(task)).Status == TaskStatus.Draft)
            await bench.Commands.QueueAsync(task, bench.Caller, Token);
        await bench.Engine.Idleness.WaitAsync(Token);
        while ((await bench.GetAsync(task)).Approval is { } waiting)
        {
            await bench.Approvals.ApproveAsync(waiting, null, bench.Caller, Token);
            await bench.Engine.Idleness.WaitAsync(Token);
        }
    }

    private static string Step(TaskMoved moved) => $"{moved.From} {moved.Move} {moved.To}";

    private static TaskSpec Spec() =>
        new()
        {
            Workspace = default,
            Title = "make it good",
            Expectations = [new JsonObject { ["type"] = "test", ["command"] = "npm test" }],
        };

    private static ChatMessage FixesWhenTold(Call call) =>
        Writes(
            call,
            call.Messages.Any(message => message.Text.Contains("1 failing", StringComparison.Ordinal)) ? "good" : "bad"
        );

    private static ChatMessage Writes(Call call, string content) =>
        call.Messages[^1].Role == ChatRole.Tool
            ? FakeGateway.Say("Written.")
            : FakeGateway.Use("write", ("path", "answer.txt"), ("content", content));

    private static Func<string, string, (int, string)> Wants(string content) =>
        (checkout, _) =>
            File.ReadAllText(Path.Combine(checkout, "answer.txt")) == content ? (0, "1 passing") : (1, "1 failing");

    private sealed record Story(
        TaskSpec Spec,
        Func<Call, ChatMessage> Answer,
        Func<string, string, (int, string)> Check,
        string? Agents
    )
    {
        public string Settings { get; init; } = "{}";
    }

    private sealed record Life(
        bool Died,
        IReadOnlyList<string> Moves,
        TaskStatus Status,
        bool Merged,
        string? Reason,
        int Replies,
        int Asked
    );
}
