using Shouldly;
using Xunit;
using SimulatedLife = Polpo.Testing.Simulation.Simulation;

namespace Polpo.Tests.Simulation;

/// <summary>Seeds that once broke a promise, and a few that did not. <c>./polpo test</c> runs a hundred besides.</summary>
public sealed class SimulationTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Whatever_happens_in_two_hours_what_is_promised_holds(int seed)
    {
        await using var simulation = new SimulatedLife(seed);
        var result = await simulation.RunAsync(2, TestContext.Current.CancellationToken);

        result.Broken.ShouldBeEmpty();
        result.Deaths.ShouldBeGreaterThan(0);
        result.Done.ShouldBeGreaterThan(0);
    }
}
