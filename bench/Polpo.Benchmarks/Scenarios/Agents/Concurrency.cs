using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios.Agents;

/// <summary>Ten tasks of five turns at once: the time until the last has ended.</summary>
internal sealed class Concurrency : Scenario
{
    private const int Tasks = 10,
        Turns = 5;

    public override string Name => "concurrency_10";

    public override string About => "10 tasks of 5 bash turns at once, until the last has ended";

    public override int Runs => 5;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        var station = await laboratory.SharedAsync(cancellationToken);
        station.Model.Set(
            Name,
            conversation =>
                conversation.Step < Turns
                    ? Replies.Bash($"echo turn-{conversation.Step}", Replies.Think)
                    : Replies.Say("Done.", Replies.Think)
        );
        var times = await Clock.ManyAsync(
            runs,
            () =>
                Task.WhenAll(
                    Enumerable
                        .Range(0, Tasks)
                        .Select(_ => station.RunAsync(station.Order(Name, station.NewRun()), "done", cancellationToken))
                )
        );
        var bar = new Bar
        {
            Model = 300,
            Peer = 1230,
            Goal = 450,
        };
        return [Figure.Of(Name, bar, times)];
    }
}
