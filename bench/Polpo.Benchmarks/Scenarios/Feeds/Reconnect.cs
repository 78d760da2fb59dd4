using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Feeds;

/// <summary>A listener comes back after 10,000 facts: from its request until it has the last of them.</summary>
internal sealed class Reconnect : Scenario
{
    private const int Missed = 10_000,
        Before = 100;

    public override string Name => "reconnect_10k";

    public override string About => "a listener that missed 10,000 facts asks → it has them all, in order";

    public override int Runs => 10;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        await using var station = await laboratory.SmallAsync(laboratory.Database, cancellationToken);
        await Drafts.AddAsync(station, Before + Missed, cancellationToken);
        using var listener = new Listener(station.Server.Another(), station.Workspace);
        Task ReadAsync() => listener.ReadAsync(Before, Missed, () => { }, cancellationToken);
        await ReadAsync();
        await Quiet.WaitAsync(station, cancellationToken);
        return [Figure.Of(Name, new Bar { Goal = 300 }, await Clock.ManyAsync(runs, ReadAsync))];
    }
}
