using Microsoft.Extensions.AI;
using Polpo.Core.Budgets;
using Polpo.Core.Gateway;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Budgets;

/// <summary>What becomes of an agent's task when a budget bounds it.</summary>
public sealed class TaskBudgetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Database> Databases => new(Enum.GetValues<Database>());

    [Theory, MemberData(nameof(Databases))]
    public async Task A_used_up_budget_ends_the_task_in_words_without_asking_the_model(Database database)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token);
        await bench.SetAsync(BudgetBench.Limits(0));
        var task = await bench.Tasks.RunAsync(Spec());
        task.Status.ShouldBe(TaskStatus.Failed);
        task.Reason!.ShouldContain("This workspace's budget for ");
        task.Reason!.ShouldContain("Then retry the task.");
        task.Retries.ShouldBe(0);
        bench.Tasks.Gateway.Calls.ShouldBeEmpty();

        await bench.SetAsync(BudgetBench.Limits(5));
        await bench.Tasks.Commands.RetryAsync(task.Id, bench.Tasks.Caller, Token);
        (await bench.Tasks.SettleAsync(task.Id)).Status.ShouldBe(TaskStatus.Done);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_task_stops_at_its_own_budget_and_another_goes_on(Database database)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token, WritesForEver);
        bench.Tasks.Gateway.Usage = new TokenUsage(1000, 100, 0);
        var task = await bench.Tasks.AddAsync(Spec() with { Draft = true });
        await bench.Commands.SetTaskAsync(
            bench.Workspace.Id,
            task.Id,
            BudgetBench.Limits() with
            {
                Tokens = 20_000,
            },
            bench.Admin,
            Token
        );
        await bench.Tasks.Commands.QueueAsync(task.Id, bench.Tasks.Caller, Token);
        var ended = await bench.Tasks.SettleAsync(task.Id);
        ended.Reason!.ShouldStartWith("The budget of this task is used up: ");
        var state = await bench.StateAsync(BudgetTier.Task, task.Id);
        state.Spend.Tokens.ShouldBeInRange(1100, 20_000);
        (await bench.StateAsync()).Spend.Tokens.ShouldBe(state.Spend.Tokens);
        (await bench.FactsAsync()).Count(fact => fact.Type == BudgetWarned.Type).ShouldBeLessThanOrEqualTo(1);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_budget_that_does_not_block_only_tells_once(Database database)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token);
        await bench.SetAsync(BudgetBench.Limits(0.001m) with { Block = false });
        (await bench.Tasks.RunAsync(Spec())).Status.ShouldBe(TaskStatus.Done);
        (await bench.Tasks.RunAsync(Spec())).Status.ShouldBe(TaskStatus.Done);
        (await bench.StateAsync()).State.ShouldBe("over");
        var warned = (await bench.FactsAsync()).Where(fact => fact.Type == BudgetWarned.Type).ToList();
        warned.Count.ShouldBe(1);
        warned[0].Read<BudgetWarned>().Percent.ShouldBe(100);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_model_without_a_price_counts_in_tokens_or_is_refused(Database database)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token);
        bench.Tasks.Gateway.Price = null;
        await bench.SetAsync(BudgetBench.Limits(1));
        (await bench.Tasks.RunAsync(Spec())).Status.ShouldBe(TaskStatus.Done);
        (await bench.StateAsync()).Spend.Tokens.ShouldBe(110);

        await bench.SetAsync(BudgetBench.Limits(1) with { RefuseUnpriced = true });
        var task = await bench.Tasks.RunAsync(Spec());
        task.Reason!.ShouldContain("allows no model whose price is unknown");
    }

    internal static TaskSpec Spec() => new() { Workspace = default, Title = "make it good" };

    private static ChatMessage WritesForEver(Call call) =>
        FakeGateway.Use("write", ("path", $"{call.Messages.Count}.txt"), ("content", "more"));
}
