using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Gateway;
using Polpo.Core.Git;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Testing.Simulation.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Providers;

public sealed class PolpoCodeTests
{
    private static readonly TaskSpec Spec = new()
    {
        Workspace = default,
        Title = "Do it",
        MaxRetries = 0,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_of_one_reply_are_answered_in_its_order_even_when_their_ids_repeat()
    {
        await using var bench = await StartAsync(call =>
            Replies(call) switch
            {
                0 or 1 => new ChatMessage(ChatRole.Assistant, [Bash("same", "echo one"), Bash("other", "echo two")]),
                _ => FakeGateway.Say("Done."),
            }
        );

        var task = await bench.RunAsync(Spec);

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        bench.Sandboxes.Commands.Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_unknown_tool_and_broken_arguments_are_answers_to_the_model()
    {
        await using var bench = await StartAsync(call =>
            Replies(call) switch
            {
                0 => FakeGateway.Use("teleport"),
                1 => new ChatMessage(
                    ChatRole.Assistant,
                    [
                        new FunctionCallContent(
                            "c",
                            "bash",
                            new Dictionary<string, object?> { ["$malformed"] = "{\"command\": \"ma" }
                        ),
                    ]
                ),
                _ => FakeGateway.Say("Done."),
            }
        );

        await bench.RunAsync(Spec);

        var results = bench
            .Gateway.Calls.Last()
            .Messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>())
            .Select(result => result.Result!.ToString()!)
            .ToList();
        results[0].ShouldContain("no tool \"teleport\"");
        results[1].ShouldContain("not a JSON object");
    }

    [Fact]
    public async Task A_restart_asks_for_no_finished_reply_again_and_runs_no_finished_tool_again()
    {
        var second = new TaskCompletionSource();
        var release = new ManualResetEventSlim();
        await using var bench = await StartAsync(call =>
        {
            if (Replies(call) == 0)
                return FakeGateway.Use("bash", ("command", "make"));
            if (second.TrySetResult())
                release.Wait(Token);
            return FakeGateway.Say("Done.");
        });
        var task = await bench.AddAsync(Spec);
        await second.Task.WaitAsync(Token);

        // The server stops while the second reply is on its way, and starts again.
        var stopping = bench.Engine.DisposeAsync();
        release.Set();
        await stopping;
        await bench.StartServerAsync();

        (await bench.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
        bench.Gateway.Calls.Count(call => Replies(call) == 0).ShouldBe(1);
        bench.Sandboxes.Commands.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_turn_that_breaks_off_in_a_call_answers_it_so_that_the_next_turn_need_not()
    {
        var checkOuts = 0;
        await using var bench = await TaskBench.StartAsync(
            Database.Sqlite,
            call => Replies(call) == 0 ? FakeGateway.Use("bash", ("command", "make")) : FakeGateway.Say("Done."),
            null,
            null,
            Token,
            services =>
                services.AddSingleton(
                    Troubled<IGit>.Make(
                        (IGit)services.Last(part => part.ServiceType == typeof(IGit)).ImplementationInstance!,
                        (method, _) =>
                            method == nameof(IGit.CheckOutAsync) && checkOuts++ == 0
                                ? Task.FromException(new RefusedException(Refusal.Unavailable, "The disk went away."))
                                : Task.CompletedTask
                    )
                )
        );
        await bench.SettleOnAsync("{\"approvalGates\":[{\"name\":\"Failed\",\"hook\":\"task:fail\"}]}");

        var task = await bench.RunAsync(Spec);
        await bench.Commands.RejectAsync(task.Id, "Try again.", bench.Caller, Token);
        await bench.SettleAsync(task.Id);

        var facts = await bench.FactsAsync((await bench.SessionsAsync()).Single().Id);
        var started = facts.First(fact => fact.Type == ToolStarted.Type).Read<ToolStarted>();
        var finished = facts.First(fact => fact.Type == ToolFinished.Type).Read<ToolFinished>();
        (finished.Turn, finished.Call, finished.Error).ShouldBe((started.Turn, started.Call, true));
        finished.Text.ShouldContain("The disk went away.");
        var roles = bench.Gateway.Calls.Last().Messages.Select(message => message.Role).ToList();
        roles[roles.IndexOf(ChatRole.Assistant) + 1].ShouldBe(ChatRole.Tool);
    }

    [Fact]
    public async Task What_a_turn_writes_is_recorded_while_it_runs_and_ends_as_one_commit()
    {
        await using var bench = await StartAsync(call =>
            Replies(call) switch
            {
                0 => FakeGateway.Use("write", ("path", "one.txt"), ("content", "1")),
                1 => FakeGateway.Use("write", ("path", "two.txt"), ("content", "2")),
                _ => FakeGateway.Say("Done."),
            }
        );

        var task = await bench.RunAsync(Spec);

        var made = (await bench.FactsAsync())
            .Where(fact => fact.Type == CheckpointMade.Type)
            .Select(fact => fact.Read<CheckpointMade>().Commit)
            .ToList();
        made.Count.ShouldBe(2);
        made[^1].ShouldBe(task.Head);
        made[0].ShouldNotBe(task.Head);
    }

    private static Task<TaskBench> StartAsync(Func<Call, ChatMessage> answer) =>
        TaskBench.StartAsync(Database.Sqlite, answer, null, null, Token);

    private static int Replies(Call call) => call.Messages.Count(message => message.Role == ChatRole.Assistant);

    private static FunctionCallContent Bash(string id, string command) =>
        new(id, "bash", new Dictionary<string, object?> { ["command"] = command });
}
