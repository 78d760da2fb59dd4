using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Feeds;

/// <summary>A hundred facts a second to fifty listeners: 5,000 deliveries a second. From the beginning of a fact's transaction until a listener has it.</summary>
internal sealed class FanOut : Scenario
{
    private const int Listeners = 50,
        Facts = 500;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    public override string Name => "event_fan_out";

    public override string About => "a fact begins → each of 50 listeners has it, at 5,000 deliveries a second";

    public override int Runs => 1;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        var delays = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
        {
            await using var station = await laboratory.SmallAsync(laboratory.Database, cancellationToken);
            delays.AddRange(await OnceAsync(station, cancellationToken));
        }
        return [Figure.Of(Name, new Bar { Goal = 15, TailGoal = 60 }, delays)];
    }

    private static async Task<IEnumerable<TimeSpan>> OnceAsync(Station station, CancellationToken cancellationToken)
    {
        await Drafts.AddAsync(station, 300, cancellationToken);
        using var connected = new CountdownEvent(Listeners);
        var reading = Task.WhenAll(
            Enumerable
                .Range(0, Listeners)
                .Select(async _ =>
                {
                    using var listener = new Listener(station.Server.Another(), station.Workspace);
                    return await listener.ReadAsync(300, Facts, () => connected.Signal(), cancellationToken);
                })
        );
        await Task.Run(() => connected.Wait(cancellationToken), cancellationToken);
        using var timer = new PeriodicTimer(Between, TimeProvider.System);
        var adding = new List<Task>();
        for (var fact = 0; fact < Facts; fact++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            adding.Add(Drafts.AddAsync(station, cancellationToken));
        }
        await Task.WhenAll(adding);
        var delays = await reading.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
        return delays.SelectMany(delay => delay);
    }
}
