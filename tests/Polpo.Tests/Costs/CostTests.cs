using Polpo.Core.Costs;
using Polpo.Core.Identity;
using Polpo.Core.Tasks;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Tests.Budgets;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Costs;

public sealed class CostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Database> Databases => new(Enum.GetValues<Database>());

    [Theory, MemberData(nameof(Databases))]
    public async Task Costs_are_added_up_by_each_noun_with_what_came_of_them(Database database)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token);
        var task = await bench.Tasks.RunAsync(TaskBudgetTests.Spec());
        var other = bench.Request("sess_x") with { Model = "test/large" };
        await bench.Purse.SettleAsync(BudgetBench.Bill(other, null, new Usd(5_000_000)), Token);

        var byTask = await ReadAsync(CostBy.Task);
        byTask
            .Select(line => (line.Name, line.Money.Micros))
            .ShouldBe([("no task", 5_000_000), ("make it good", 1000)]);
        (byTask[1].Key, byTask[1].Outcome).ShouldBe((task.Id.Text, new CostOutcome(0, 1, 0, 0)));
        (await ReadAsync(CostBy.Model)).Select(line => line.Name).ShouldBe(["test/large", "test/small"]);
        (await ReadAsync(CostBy.Repository)).ShouldHaveSingleItem().Money.Micros.ShouldBe(5_001_000);
        (await ReadAsync(CostBy.Team)).Select(line => line.Name).ShouldBe(["no team", "default"]);
        (await ReadAsync(CostBy.Person)).Count.ShouldBe(2);
        (
            await bench.Engine.Get<CostQueries>().ReadAsync(CostBy.Task, null, "2020-01", bench.Admin, Token)
        ).ShouldBeEmpty();

        Task<IReadOnlyList<CostLine>> ReadAsync(CostBy by) =>
            bench.Engine.Get<CostQueries>().ReadAsync(by, bench.Workspace.Id, null, bench.Admin, Token);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Whoever_may_not_see_a_workspace_sees_none_of_its_costs(Database database)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token);
        await bench.Purse.SettleAsync(BudgetBench.Bill(bench.Request("sess_x"), null, new Usd(5)), Token);
        var costs = bench.Engine.Get<CostQueries>();
        var stranger = new Caller(Id<User>.New(TimeProvider.System), "Eve") { Rights = Rights.Of(["statistics.view"]) };

        (await costs.ReadAsync(CostBy.Person, null, null, stranger, Token)).ShouldBeEmpty();
        (
            await Should.ThrowAsync<RefusedException>(() =>
                costs.ReadAsync(CostBy.Person, bench.Workspace.Id, null, stranger, Token)
            )
        ).Refusal.ShouldBe(Refusal.NotFound);
        (
            await Should.ThrowAsync<RefusedException>(() =>
                costs.ReadAsync(CostBy.Person, null, null, stranger with { Rights = Rights.None }, Token)
            )
        ).Refusal.ShouldBe(Refusal.Forbidden);
    }
}
