using Polpo.Core.Tasks;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Halts;

public sealed class DrainTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task What_runs_goes_on_to_its_end_and_nothing_new_begins(Database database)
    {
        var model = new HeldModel();
        await using var bench = await HaltBench.StartAsync(database, model);
        var running = await bench.AddAsync("Runs");
        await model.BegunAsync(1, Token);

        var drain = await bench.DrainAsync();
        var fresh = await bench.AddAsync("New");
        model.Goes();
        await bench.Engine.Idleness.WaitAsync(Token);

        (await bench.GetAsync(running.Id)).Status.ShouldBe(TaskStatus.Done);
        var waits = await bench.GetAsync(fresh.Id);
        waits.Status.ShouldBe(TaskStatus.Pending);
        waits.Reason.ShouldNotBeNull().ShouldContain("We go home");
        model.Cut.ShouldBeEmpty();
        model.Calls.Count.ShouldBe(1);
        await bench.LiftAsync(drain);
        (await bench.SettleAsync(fresh.Id)).Status.ShouldBe(TaskStatus.Done);
    }
}
