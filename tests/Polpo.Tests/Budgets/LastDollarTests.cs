using Polpo.Core.Budgets;
using Polpo.Core.Budgets.Holds;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Budgets;

/// <summary>Many sessions race for the last of a budget, at once and on two servers. The journal says afterwards what was let through.</summary>
public sealed class LastDollarTests
{
    private const int Sessions = 20;

    /// <summary>Ends when a call has given back what it held.</summary>
    private TaskCompletionSource _given = New();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Database, int> Races =>
        new(from database in Enum.GetValues<Database>() from seed in Enumerable.Range(1, 3) select (database, seed));

    [Theory, MemberData(nameof(Races))]
    public async Task Sessions_that_race_for_the_last_dollar_never_exceed_it(Database database, int seed)
    {
        await using var bench = await BudgetBench.StartAsync(database, Token);
        await bench.SetAsync(BudgetBench.Limits(1));
        await bench.Commands.SetGlobalAsync(BudgetBench.Limits(1.1m), bench.Admin, Token);
        var other = database is Database.Postgres ? await bench.AddServerAsync("second") : null;
        var purses = new[] { bench.Purse, other?.Get<Purse>() ?? bench.Purse };

        using var race = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answered = await Task.WhenAll(
            Enumerable
                .Range(0, Sessions)
                .Select(number =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            return await LiveAsync(bench, purses[number % 2], seed, number, race.Token);
                        }
                        catch
                        {
                            // What it held, the others would wait for in vain.
                            await race.CancelAsync();
                            throw;
                        }
                    })
                )
        );

        answered.Sum(calls => calls).ShouldBeGreaterThan(0);
        foreach (var tier in new[] { BudgetTier.Workspace, BudgetTier.Global })
        {
            var spend = (await bench.StateAsync(tier)).Spend;
            spend.Spent.ShouldBeLessThanOrEqualTo(1_000_000);
            (spend.Held, spend.HeldTokens).ShouldBe((0, 0));
        }
        var reserved = (await bench.FactsAsync())
            .Where(fact => fact.Type == BudgetReserved.Type)
            .Select(fact => fact.Read<BudgetReserved>())
            .ToList();
        reserved.Count.ShouldBeGreaterThan(1);
        foreach (var (fact, stand) in reserved.SelectMany(fact => fact.Tiers.Select(stand => (fact, stand))))
            (stand.Spent + stand.Held + fact.Money).ShouldBeLessThanOrEqualTo(stand.Limit!.Value);
        (await bench.BrokenAsync()).ShouldBeEmpty();
        if (other is not null)
            await other.DisposeAsync();
    }

    /// <summary>Calls until the budget has no room: each costs what it may or less, some end without a reply.</summary>
    private async Task<int> LiveAsync(BudgetBench bench, Purse purse, int seed, int number, CancellationToken token)
    {
        var chance = new Random((seed * 1000) + number);
        var calls = 0;
        while (true)
        {
            var request = bench.Request($"sess_{number}", chance.Next(1024, 20_000), $"task_{number % 4}");
            var given = _given.Task;
            Held held;
            try
            {
                held = await purse.HoldAsync(request, token);
            }
            catch (RefusedException refused) when (OverBudgetException.Is(refused))
            {
                return calls;
            }
            if (held is not Held.Taken { Hold: var hold, Output: var output })
            {
                await given.WaitAsync(token);
                continue;
            }
            if (chance.Next(4) == 0)
                await purse.ReleaseAsync(hold, chance.Next(2) == 0, "It broke off.", token);
            else
                await purse.SettleAsync(
                    BudgetBench.Bill(request, hold, new Usd(chance.NextInt64(1, request.CostOf(output).Micros + 1))),
                    token
                );
            calls++;
            Interlocked.Exchange(ref _given, New()).SetResult();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
