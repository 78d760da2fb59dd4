using Polpo.Core.Missions;
using Polpo.Core.Missions.Rules;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Crashes;

/// <summary>
/// A mission of thirty tasks with a diamond, two checkpoints, a delay, a gate, a volatile team, a task that is escalated to its manager and one
/// with side effects. The server dies at fifty random durable writes of it; what comes of it is what would have come without.
/// </summary>
public sealed class MissionTests
{
    private const int Deaths = 50;
    private const int MostWritesBetween = 14;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(1), InlineData(2)]
    public async Task Fifty_deaths_change_nothing_of_what_comes_of_it(int seed)
    {
        var calm = await LiveAsync(0, new Random(seed));
        var crashed = await LiveAsync(Deaths, new Random(seed));

        calm.Status.ShouldBe(MissionStatus.Completed);
        crashed.ShouldBeEquivalentTo(calm, crashed.Reason);
    }

    private static async Task<Outcome> LiveAsync(int deaths, Random random)
    {
        await using var bench = await ThirtyTasks.BenchAsync(Token);
        var mission = await bench
            .Engine.Get<MissionCommands>()
            .CreateAsync(bench.Workspace.Id, ThirtyTasks.Document, "", null, bench.Caller, Token);
        if (deaths > 0)
            await bench.Engine.DisposeAsync();
        for (var died = 0; died < deaths; died++)
        {
            var death = new Death();
            await bench.StartServerAsync(death.Over);
            death.At(random.Next(1, MostWritesBetween), random.Next(2) == 0);
            var over = ThirtyTasks.GoOnAsync(bench, mission, Token);
            (await death.CameBeforeAsync(over)).ShouldBeTrue($"It ended after {died} deaths.");
            await bench.Engine.AbandonAsync();
        }
        if (deaths > 0)
            await bench.StartServerAsync();
        await ThirtyTasks.GoOnAsync(bench, mission, Token);
        return await Outcome.OfAsync(bench, mission, Token);
    }
}
