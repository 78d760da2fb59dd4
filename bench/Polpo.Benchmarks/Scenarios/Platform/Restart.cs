using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Platform;

/// <summary>SIGKILL with many sessions waiting for their model: from the start of the new server until each of them waits again. Their prompt is asked for once more, no finished turn is.</summary>
internal sealed class Restart : Scenario
{
    private const int Sessions = 250; // a server runs 256 turns at once

    public override string Name => "restart_250";

    public override string About => "SIGKILL with 250 live sessions → all of them run again";

    public override int Runs => 1;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        laboratory.Model.Set(
            Name,
            conversation =>
                conversation.Step == 0
                    ? Replies.Call("ls", new { path = "." }, TimeSpan.Zero)
                    : Replies.Say("Late.", TimeSpan.FromHours(1))
        );
        var times = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
        {
            await using var station = await laboratory.SmallAsync(laboratory.Database, cancellationToken);
            times.Add(await OnceAsync(station, cancellationToken));
        }
        return [Figure.Of(Name, new Bar { Goal = 5000 }, times)];
    }

    private async Task<TimeSpan> OnceAsync(Station station, CancellationToken cancellationToken)
    {
        var names = Enumerable.Range(0, Sessions).Select(_ => station.NewRun()).ToList();
        await Parallel.ForEachAsync(
            names,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (name, stop) =>
            {
                await station.CreateAsync(station.Order(Name, name), stop);
                await station.Model.UntilAskedAsync(name, 1, stop);
            }
        );
        var start = Clock.Now;
        await station.CrashAsync(cancellationToken);
        await Task.WhenAll(names.Select(name => station.Model.UntilAskedAsync(name, 1, cancellationToken, times: 2)));
        var wall = Clock.Since(start);
        foreach (var name in names)
            WrongResultException.Unless(
                station.Model.AskedBy(name).Count(asked => asked.Step == 0) == 1,
                $"{name} was asked again for a reply that it had given."
            );
        return wall;
    }
}
