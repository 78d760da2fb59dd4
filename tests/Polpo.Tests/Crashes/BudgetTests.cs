using Microsoft.Extensions.AI;
using Polpo.Core.Budgets;
using Polpo.Core.Gateway;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Budgets;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Crashes;

/// <summary>
/// The server dies at each durable write of a task under a budget, so also between taking room and settling it. The next one counts each
/// reply once, and of a call that was cut off its prompt; nothing stays held.
/// </summary>
public sealed class BudgetTests
{
    private const int MostWrites = 200;
    private const long OfAReply = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_a_call_held_is_settled_once_wherever_the_server_dies(bool committed)
    {
        var (cutOff, write) = (0, 1);
        while (await LiveAsync(write, committed) is { Died: true } life)
        {
            cutOff += life.CutOff;
            write++.ShouldBeLessThan(MostWrites);
        }
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"Killed at each of {write - 1} writes; {cutOff} calls cut off."
        );
        cutOff.ShouldBeGreaterThan(0);
    }

    private static async Task<(bool Died, int CutOff)> LiveAsync(int write, bool committed)
    {
        var death = new Death();
        await using var bench = await BudgetBench.StartAsync(Database.Sqlite, Token, Writes, death.Over);
        await bench.SetAsync(BudgetBench.Limits(5));
        var task = await bench.Tasks.AddAsync(TaskBudgetTests.Spec() with { Draft = true });
        death.At(write, committed);
        var over = FinishAsync(bench, task.Id);
        var died = await death.CameBeforeAsync(over);
        if (died)
        {
            await bench.RestartAsync();
            over = FinishAsync(bench, task.Id);
        }
        await over;
        var at = $"killed at write {write}";
        (await bench.Tasks.GetAsync(task.Id)).Status.ShouldBe(TaskStatus.Done, at);
        var facts = await bench.FactsAsync();
        var replies = facts.Count(fact => fact.Type == "model.replied");
        var released = facts
            .Where(fact => fact.Type == BudgetReleased.Type)
            .Select(fact => fact.Read<BudgetReleased>().Counted.Micros)
            .ToList();
        released.Count.ShouldBeLessThanOrEqualTo(1, at);
        released.ShouldAllBe(counted => counted > 0);
        facts.Count(fact => fact.Type == BudgetReserved.Type).ShouldBe(replies + released.Count, at);
        var spend = (await bench.StateAsync()).Spend;
        (spend.Held, spend.HeldTokens, spend.HeldRuns).ShouldBe((0, 0, 0), at);
        spend.Spent.ShouldBe((replies * OfAReply) + released.Sum(), at);
        return (died, released.Count);
    }

    private static async Task FinishAsync(BudgetBench bench, Id<AgentTask> task)
    {
        if ((await bench.Tasks.GetAsync(task)).Status == TaskStatus.Draft)
            await bench.Tasks.Commands.QueueAsync(task, bench.Tasks.Caller, Token);
        await bench.Engine.Idleness.WaitAsync(Token);
    }

    private static ChatMessage Writes(Call call) =>
        call.Messages[^1].Role == ChatRole.Tool
            ? FakeGateway.Say("Written.")
            : FakeGateway.Use("write", ("path", "answer.txt"), ("content", "good"));
}
