using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Access;
using Polpo.Core.Budgets;
using Polpo.Core.Budgets.Holds;
using Polpo.Core.Budgets.Spending;
using Polpo.Core.Gateway;
using Polpo.Core.History;
using Polpo.Core.Identity;
using Polpo.Core.Models;
using Polpo.Core.Models.Catalogue;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;
using Polpo.Tests.Tasks;
using Shouldly;

namespace Polpo.Tests.Budgets;

/// <summary>A workspace with budgets on a real database. What its history says is checked when it ends.</summary>
internal sealed class BudgetBench : IAsyncDisposable
{
    private static readonly Price Price = new(1, 10, 0.1m);
    private readonly TaskBench _bench;
    private readonly CancellationToken _cancellationToken;

    private BudgetBench(TaskBench bench, CancellationToken cancellationToken) =>
        (_bench, _cancellationToken) = (bench, cancellationToken);

    /// <param name="answer">The model of its tasks, whose calls pass through the budgets.</param>
    /// <param name="replace">What else stands in for a part of the first server.</param>
    public static async Task<BudgetBench> StartAsync(
        Database database,
        CancellationToken cancellationToken,
        Func<Call, ChatMessage>? answer = null,
        Action<IServiceCollection>? replace = null
    )
    {
        var bench = await TaskBench.StartAsync(
            database,
            answer ?? (_ => FakeGateway.Say("Done.")),
            null,
            null,
            cancellationToken,
            services =>
            {
                Meter(services);
                replace?.Invoke(services);
            }
        );
        return new BudgetBench(bench, cancellationToken);
    }

    private static void Meter(IServiceCollection services)
    {
        var fake = (IGateway)services.Last(service => service.ServiceType == typeof(IGateway)).ImplementationInstance!;
        services.AddSingleton<IGateway>(provider => new MeteredGateway(
            fake,
            provider.GetRequiredService<Purse>(),
            provider.GetRequiredService<HoldUpkeep>(),
            provider.GetRequiredService<TimeProvider>()
        ));
    }

    public TaskBench Tasks => _bench;

    public TestEngine Engine => _bench.Engine;

    public Workspace Workspace => _bench.Workspace;

    public Caller Admin => _bench.Caller with { Rights = Rights.Of([Rights.Admin]) };

    public BudgetCommands Commands => Engine.Get<BudgetCommands>();

    public Purse Purse => Engine.Get<Purse>();

    /// <summary>The server is killed, and another begins on the same data.</summary>
    public async Task RestartAsync()
    {
        await Engine.AbandonAsync();
        await _bench.StartServerAsync(Meter);
    }

    public Task<TestEngine> AddServerAsync(string name) => _bench.AddServerAsync(name);

    public static BudgetLimits Limits(decimal? dollars = null) =>
        new(dollars is { } money ? Usd.FromDollars(money) : null, null, null, null, null, true, 80, false);

    public Task SetAsync(BudgetLimits limits) =>
        Commands.SetWorkspaceAsync(Workspace.Id, limits, Admin, _cancellationToken);

    /// <summary>A call whose prompt costs 10 cents, and its answer 10 cents for each 10,000 tokens.</summary>
    public HoldRequest Request(string subject, int output = 10_000, string? task = null, string? workspace = null) =>
        new(workspace ?? Workspace.Id, new Charge(subject) { Task = task, Alone = true }, "test/small", 100_000, output)
        {
            Price = Price,
        };

    public async Task<Hold> TakeAsync(HoldRequest request) =>
        (await Purse.HoldAsync(request, _cancellationToken)).ShouldBeOfType<Held.Taken>().Hold;

    public static Bill Bill(HoldRequest request, Hold? hold, Usd cost, long input = 100_000, long output = 1000) =>
        new(
            request.Workspace,
            request.Charge,
            hold,
            ModelRef.Parse(request.Model),
            cost,
            input,
            output,
            0,
            TimeSpan.FromSeconds(3),
            request.Unpriced
        );

    public async Task<BudgetState> StateAsync(BudgetTier tier = BudgetTier.Workspace, string? task = null) =>
        (await Engine.Get<BudgetQueries>().ReadAsync(Workspace.Id, task, null, Admin, _cancellationToken)).Single(
            state => state.Tier == tier
        );

    public Task<IReadOnlyList<Fact>> FactsAsync() => _bench.FactsAsync();

    public async Task<IReadOnlyList<string>> BrokenAsync() =>
        [
            .. (
                await Engine.Get<HistoryChecker>().CheckAsync(Workspace.Id, Admin, _cancellationToken)
            ).Rules.SelectMany(rule => rule.Examples.Select(example => $"{rule.Name}: {example.What}")),
        ];

    public ValueTask DisposeAsync() => _bench.DisposeAsync();
}
