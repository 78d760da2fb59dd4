using System.Net;
using Microsoft.Extensions.AI;
using Polpo.Core.Gateway;
using Polpo.Core.Models.Catalogue;
using Polpo.Core.Models.Clients;
using Polpo.Core.Providers.PolpoCode.Compaction;
using Polpo.Core.Sessions;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Providers;

public sealed class CompactionTests
{
    private const string Shout = "print much";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_conversation_goes_on_from_its_summary()
    {
        await using var bench = await StartAsync(SummaryOrWork);
        bench.Gateway.Usage = new TokenUsage(120_000, 500, 0);
        bench.Gateway.Window = new ModelWindow(128_000, 8000);

        var task = await bench.RunAsync(Spec);

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        (await bench.FactsAsync()).ShouldContain(fact => fact.Type == ContextCompacted.Type);
        bench
            .Gateway.Calls.Last()
            .Messages[1]
            .Text.ShouldSatisfyAllConditions(
                text => text.ShouldContain("# Do it"),
                text => text.ShouldContain("SUMMARY")
            );
    }

    [Fact]
    public async Task The_same_conversation_is_left_alone_in_a_larger_window()
    {
        await using var bench = await StartAsync(call =>
            Replies(call) == 0 ? FakeGateway.Use("bash", ("command", "make")) : FakeGateway.Say("Done.")
        );
        bench.Gateway.Usage = new TokenUsage(120_000, 500, 0);
        bench.Gateway.Window = new ModelWindow(1_000_000, 8000);

        (await bench.RunAsync(Spec)).Status.ShouldBe(TaskStatus.Done);

        (await bench.FactsAsync()).ShouldNotContain(fact => fact.Type == ContextCompacted.Type);
    }

    [Fact]
    public async Task What_the_provider_has_not_counted_yet_counts()
    {
        await using var bench = await StartAsync(call =>
            call.Tools.Count == 0 ? FakeGateway.Say("SUMMARY")
            : call.Messages.Any(message => message.Text.Contains("SUMMARY")) ? FakeGateway.Say("Done.")
            : FakeGateway.Use("bash", ("command", Replies(call) == 0 ? "make" : Shout))
        );
        // Before the output of the command this is under 85 %, with it above.
        bench.Gateway.Usage = new TokenUsage(16_000, 500, 0);
        bench.Gateway.Window = new ModelWindow(26_000, 1000);

        (await bench.RunAsync(Spec)).Status.ShouldBe(TaskStatus.Done);

        bench.Gateway.Calls.Count(call => call.Tools.Count == 0).ShouldBe(1);
    }

    [Fact]
    public async Task Old_outputs_go_first_and_cost_no_request()
    {
        const int Commands = 13;
        TaskBench? counting = null;
        await using var bench = await StartAsync(call =>
        {
            counting!.Gateway.Usage = new TokenUsage(call.Messages.Sum(MessageSize.Tokens), 10, 0);
            return Replies(call) < Commands ? FakeGateway.Use("bash", ("command", Shout)) : FakeGateway.Say("Done.");
        });
        counting = bench;
        // 13 outputs of 7,250 tokens; the newest five are protected.
        bench.Gateway.Window = new ModelWindow(102_000, 1000);

        (await bench.RunAsync(Spec)).Status.ShouldBe(TaskStatus.Done);

        bench.Gateway.Calls.ShouldNotContain(call => call.Tools.Count == 0);
        var last = bench.Gateway.Calls.Last().Messages;
        last.Count(IsLeftOut).ShouldBeGreaterThan(0);
        last.SelectMany(message => message.Contents.OfType<FunctionCallContent>()).Count().ShouldBe(Commands);
        last.Reverse().Take(4).ShouldNotContain(message => IsLeftOut(message));
    }

    [Fact]
    public async Task A_provider_that_finds_the_conversation_too_long_is_asked_again_with_less()
    {
        var refused = false;
        await using var bench = await StartAsync(call =>
        {
            if (call.Tools.Count > 0 && Replies(call) == 2 && !refused)
            {
                refused = true;
                throw TooLong();
            }
            return SummaryOrWork(call);
        });

        var task = await bench.RunAsync(Spec);

        task.Status.ShouldBe(TaskStatus.Done, task.Reason);
        refused.ShouldBeTrue();
        bench.Gateway.Calls.Count(call => call.Tools.Count == 0).ShouldBe(1);
    }

    private static readonly TaskSpec Spec = new()
    {
        Workspace = default,
        Title = "Do it",
        MaxRetries = 0,
    };

    private static RefusedException TooLong() =>
        new(
            Refusal.Invalid,
            "too long",
            new ProviderException("too long") { Status = HttpStatusCode.BadRequest, Code = ProviderException.TooLong }
        );

    private static ChatMessage SummaryOrWork(Call call) =>
        call.Tools.Count == 0 ? FakeGateway.Say("SUMMARY")
        : call.Messages.Any(message => message.Text.Contains("SUMMARY")) ? FakeGateway.Say("Done.")
        : FakeGateway.Use("bash", ("command", "make"));

    private static bool IsLeftOut(ChatMessage message) =>
        message.Contents.OfType<FunctionResultContent>().Any(result => $"{result.Result}".Contains("left out"));

    private static int Replies(Call call) => call.Messages.Count(message => message.Role == ChatRole.Assistant);

    private static Task<TaskBench> StartAsync(Func<Call, ChatMessage> answer) =>
        TaskBench.StartAsync(
            Database.Sqlite,
            answer,
            (_, command) => (0, command == Shout ? new string('a', 29_000) : "ok"),
            null,
            Token
        );
}
