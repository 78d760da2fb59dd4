using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Feeds;

/// <summary>A hundred facts a second to fifty listeners: 5,000 deliveries a second. From the beginning of a fact's transaction until a listener has it.</summary>
internal sealed class FanOut : Scenario
{
    private const int Listeners = 50;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    public override string Name => "event_fan_out";

    public override string About => "a fact begins → each of 50 listeners has it, at 5,000 deliveries a second";

    /// <summary>Facts.</summary>
    public override int Runs => 500;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        await using var station = await laboratory.SmallAsync(laboratory.Database, cancellationToken);
        await Drafts.AddAsync(station, 300, cancellationToken);
        using var connected = new CountdownEvent(Listeners);
        var reading = Task.WhenAll(
            Enumerable
                .Range(0, Listeners)
                .Select(async _ =>
                {
                    using var listener = new Listener(station.Server.Another(), station.Workspace);
                    return await listener.ReadAsync(300, runs, () => connected.Signal(), cancellationToken);
                })
        );
        await Task.Run(() => connected.Wait(cancellationToken), cancellationToken);
        using var timer = new PeriodicTimer(Between, TimeProvider.System);
        var adding = new List<Task>();
        for (var fact = 0; fact < runs; fact++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            adding.Add(Drafts.AddAsync(station, cancellationToken));
        }
        await Task.WhenAll(adding);
        var delays = await reading.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
        return [Figure.Of(Name, new Bar { Goal = 15, TailGoal = 60 }, delays.SelectMany(delay => delay))];
    }
}
