using Polpo.Testing.Simulation.Programs;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Simulation;

/// <summary>Seeds that once broke a promise, and a few that did not. <c>./polpo test</c> runs a hundred besides.</summary>
public sealed class SimulationTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Whatever_happens_in_two_hours_what_is_promised_holds(int seed)
    {
        using var process = SeedProcess.Start(2);
        var result = (await process.RunAsync(seed, TestContext.Current.CancellationToken)).ShouldNotBeNull();

        result.Finding.Broken.ShouldBeEmpty();
        result.Deaths.ShouldBeGreaterThan(0);
        result.Finding.Done.ShouldBeGreaterThan(0);
    }
}
