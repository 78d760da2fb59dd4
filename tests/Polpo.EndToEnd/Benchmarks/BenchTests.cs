using Polpo.Benchmarks.Reporting;
using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.Benchmarks;

/// <summary>The bench against the shipped program. Its figures are for people: nothing here holds them against a clock.</summary>
public sealed class BenchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_smallest_scenario_is_measured_against_floors_and_written_as_a_report()
    {
        await using var polpo = new ShippedPolpo();
        var file = Path.Combine(polpo.Folder, "report.json");

        var ended = await RunAsync(polpo, "--scenario", "smoke", "--runs", "3", "--json", file);

        ended.ExitCode.ShouldBe(0, ended.ToString());
        var report = Report.Read(await File.ReadAllTextAsync(file, Token));
        report.Failures.ShouldBeEmpty();
        var smoke = report.Figures.ShouldHaveSingleItem();
        (smoke.Name, smoke.Unit, smoke.Runs, smoke.Model).ShouldBe(("smoke", "ms", 3, 50));
        smoke.P50.ShouldBeGreaterThan(50);
        report.Floors.Select(floor => floor.Name).ShouldContain("bwrap true");
        ended.Output.ShouldContain("smoke");
    }

    [Fact]
    public async Task An_unknown_scenario_is_refused_with_the_names_that_there_are()
    {
        await using var polpo = new ShippedPolpo();

        var ended = await RunAsync(polpo, "--scenario", "smok");

        ended.ExitCode.ShouldNotBe(0);
        ended.Errors.ShouldContain("tool_loop_50");
    }

    private static Task<Ended> RunAsync(ShippedPolpo polpo, params string[] arguments) =>
        Commands.RunAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "polpo-bench.dll"), "--program", polpo.Program, .. arguments],
            polpo.Folder,
            polpo.Variables,
            Token
        );
}
