using System.Text.Json;
using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;
using Polpo.Client;

namespace Polpo.Benchmarks.Scenarios.Platform;

/// <summary>
/// A mission of a thousand tasks, ten of them at once, each behind the one ten places before: from its start to its end. A task is one reply
/// of a model that does not think: what is measured is what a mission costs besides.
/// </summary>
internal sealed class LargeMission : Scenario
{
    private const int Tasks = 1_000;
    private const int Width = 10;

    public override string Name => "mission_1000";

    public override string About => "a mission of 1,000 no-op tasks, ten wide: started → ended, on both databases";

    public override int Runs => 1;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        laboratory.Model.Set(Name, _ => Replies.Say("Nothing to do.", TimeSpan.Zero));
        var figures = new List<Figure> { await OnAsync(laboratory, "sqlite", runs, cancellationToken) };
        if (Laboratory.HasPostgres)
            figures.Add(await OnAsync(laboratory, "postgres", runs, cancellationToken));
        return figures;
    }

    private async Task<Figure> OnAsync(
        Laboratory laboratory,
        string database,
        int runs,
        CancellationToken cancellationToken
    )
    {
        await using var station = await laboratory.SmallAsync(database, cancellationToken);
        await Warming.RunAsync(station, cancellationToken);
        var times = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
            times.Add(await OnceAsync(station, cancellationToken));
        // 300 tasks a second.
        return Figure.Of($"{Name}_{database}", new Bar { Goal = Tasks / 0.3 }, times);
    }

    private async Task<TimeSpan> OnceAsync(Station station, CancellationToken cancellationToken)
    {
        var run = station.NewRun();
        var document = JsonSerializer.SerializeToUtf8Bytes(
            new { name = run, tasks = Enumerable.Range(0, Tasks).Select(number => Task(station, run, number)) }
        );
        var mission = await station.Client.Missions.CreateAsync(
            document,
            station.Workspace,
            cancellationToken: cancellationToken
        );
        var start = Clock.Now;
        await station.Client.Missions.MoveAsync(mission.Id, MissionDeed.Execute, cancellationToken);
        var ended = await station.Feed.FirstAsync(
            mission.Id,
            fact => fact.Type == "mission.ended",
            cancellationToken,
            minutes: 15
        );
        var done = await station.Client.Missions.GetAsync(mission.Id, cancellationToken);
        WrongResultException.Unless(
            done.Status == "completed" && done.Run!.Tasks.Count(task => task.Status == "done") == Tasks,
            $"The mission ended {done.Status}: {done.Reason}"
        );
        return Clock.Between(start, ended.At);
    }

    private object Task(Station station, string run, int number) =>
        new
        {
            title = Model.Title(Name, $"{run}-{number}"),
            assignTo = "worker",
            model = station.ModelName,
            maxRetries = 0,
            dependsOn = number < Width ? [] : new[] { Model.Title(Name, $"{run}-{number - Width}") },
        };
}
