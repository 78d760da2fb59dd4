using Polpo.Core.Budgets;
using Polpo.Core.Budgets.Holds;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Budgets;

public sealed class HoldTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Database> Databases => new(Enum.GetValues<Database>());

    [Theory, MemberData(nameof(Databases))]
    public async Task Without_a_budget_nothing_is_held_and_what_was_spent_counts(Database database)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token);
        var request = bench.Request("sess_1");
        (await bench.Purse.HoldAsync(request, Token)).ShouldBeOfType<Held.Unbounded>();
        await bench.Purse.SettleAsync(BudgetBench.Bill(request, null, new Usd(150_000)), Token);

        await bench.SetAsync(BudgetBench.Limits(0.2m));
        var refused = await Should.ThrowAsync<RefusedException>(() => bench.Purse.HoldAsync(request, Token));
        refused.Message.ShouldStartWith("This workspace's budget for ");
        refused.Message.ShouldContain("$0.15 of $0.20 is spent, and this call may cost $0.1102");
        refused.Message.ShouldContain("polpo budget set");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task An_answer_is_made_as_short_as_what_is_left(Database database)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token);
        await bench.SetAsync(BudgetBench.Limits(0.15m));
        var held = (await bench.Purse.HoldAsync(bench.Request("sess_1"), Token)).ShouldBeOfType<Held.Taken>();
        (held.Output, held.Hold.Money).ShouldBe((5000, new Usd(150_000)));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_call_waits_for_others_that_hold_the_room_and_a_pass_does_not_begin(Database database)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token);
        await bench.SetAsync(BudgetBench.Limits(0.25m));
        var first = bench.Request("sess_1");
        var hold = await bench.TakeAsync(first);
        var second = bench.Request("sess_2");
        (await bench.Purse.HoldAsync(second, Token)).ShouldBeOfType<Held.Wait>();
        var pass = second with { Charge = second.Charge with { Purpose = Purpose.Review } };
        (await Should.ThrowAsync<RefusedException>(() => bench.Purse.HoldAsync(pass, Token))).Refusal.ShouldBe(
            Refusal.OverLimit
        );

        await bench.Purse.SettleAsync(BudgetBench.Bill(first, hold, new Usd(110_000)), Token);
        (await bench.Purse.HoldAsync(second, Token)).ShouldBeOfType<Held.Taken>().Output.ShouldBe(4000);
    }
}
