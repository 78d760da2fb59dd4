using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;
using Polpo.Benchmarks.Reporting;
using Polpo.Benchmarks.Scenarios;
using Polpo.Testing.Shipped;

namespace Polpo.Benchmarks;

/// <summary>Measures the floors, runs the scenarios, and makes the report. A scenario with a wrong result is a failure; the others go on.</summary>
internal sealed class Bench(BenchSettings settings, TextWriter progress)
{
    private readonly List<Figure> _figures = [];
    private readonly List<Figure> _floors = [];
    private readonly List<Failure> _failures = [];

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        var machine = Machine.This();
        var before = Load.Now();
        await progress.WriteLineAsync(
            $"{machine.Processor}, {machine.Cores} cores, {machine.MemoryGb} GB, {machine.System}, {machine.Runtime}; load {before.OneMinute}"
        );
        if (before.IsBusy(machine.Cores))
            await progress.WriteLineAsync("This machine is busy with other things: the figures hold their work too.");
        await using var model = await Model.StartAsync(cancellationToken);
        await using var laboratory = new Laboratory
        {
            Program = settings.Program,
            Model = model,
            Wire = settings.Wire,
            Database = settings.Database,
        };
        var chosen = Chosen();
        await MeasureFloorsAsync(laboratory, chosen, cancellationToken);
        foreach (var scenario in chosen)
            await RunAsync(scenario, laboratory, cancellationToken);
        return new Report
        {
            At = Clock.Instant,
            Machine = machine,
            Database = settings.Database,
            Wire = settings.Wire,
            LoadBefore = before.OneMinute,
            LoadAfter = Load.Now().OneMinute,
            Floors = [.. _floors.Select(floor => ReportLine.Of(floor, []))],
            Figures = [.. _figures.Select(figure => ReportLine.Of(figure, _floors))],
            Failures = _failures,
        };
    }

    private List<Scenario> Chosen() =>
        [
            .. AllScenarios.List.Where(scenario =>
                settings.Scenarios.Count == 0 || settings.Scenarios.Contains(scenario.Name)
            ),
        ];

    private async Task MeasureFloorsAsync(
        Laboratory laboratory,
        IReadOnlyList<Scenario> chosen,
        CancellationToken cancellationToken
    )
    {
        await progress.WriteLineAsync("floors: what this machine takes by itself");
        await using var place = new ShippedPolpo(program: settings.Program);
        var floors = new Floors(place);
        _floors.AddRange(
            await floors.MeasureAsync(await Repository.SmallAsync(place, "small", cancellationToken), cancellationToken)
        );
        if (chosen.Any(scenario => scenario is Scenarios.Sessions.LargeWorktree))
            _floors.Add(
                await floors.WorktreesAsync(
                    Floors.LargeWorktree,
                    await Repository.LargeAsync(
                        place,
                        "large",
                        Scenarios.Sessions.LargeWorktree.Files,
                        cancellationToken
                    ),
                    3,
                    cancellationToken
                )
            );
        _floors.AddRange(
            await OwnCost.MeasureAsync(await laboratory.SharedAsync(cancellationToken), cancellationToken)
        );
    }

    private async Task RunAsync(Scenario scenario, Laboratory laboratory, CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync($"{scenario.Name}: {scenario.About}");
        try
        {
            var runs = settings.Runs ?? scenario.Runs;
            _figures.AddRange(await scenario.RunAsync(laboratory, runs, cancellationToken));
        }
        catch (Exception wrong)
            when (wrong is WrongResultException or Client.PolpoException or HttpRequestException or TimeoutException)
        {
            _failures.Add(new Failure(scenario.Name, wrong.Message));
            await progress.WriteLineAsync($"{scenario.Name}: WRONG RESULT: {wrong.Message}");
        }
    }
}
