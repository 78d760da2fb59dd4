using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;
using Polpo.Client;

namespace Polpo.Benchmarks.Scenarios.Platform;

/// <summary>
/// How long the engine takes from one durable step to the next that another run does: a task accepted → assigned by its driver, and a
/// turn ended → delivered by the driver. Times are those of the facts, taken as each transaction begins: commit, wake and claim lie between.
/// </summary>
internal sealed class Transition : Scenario
{
    public override string Name => "transition";

    public override string About => "a durable step accepted → the next one begun by whom it woke, on both databases";

    public override int Runs => 100;

    public override async Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    )
    {
        laboratory.Model.Set(Name, _ => Replies.Say("Here.", TimeSpan.Zero));
        var figures = new List<Figure>
        {
            await OnAsync(
                laboratory,
                "sqlite",
                runs,
                new Bar
                {
                    Goal = 5,
                    TailGoal = 25,
                    Floor = Floors.Commit,
                },
                cancellationToken
            ),
        };
        if (Laboratory.HasPostgres)
            figures.Add(
                await OnAsync(laboratory, "postgres", runs, new Bar { Goal = 10, TailGoal = 40 }, cancellationToken)
            );
        return figures;
    }

    private async Task<Figure> OnAsync(
        Laboratory laboratory,
        string database,
        int runs,
        Bar bar,
        CancellationToken cancellationToken
    )
    {
        await using var station = await laboratory.SmallAsync(database, cancellationToken);
        await Warming.RunAsync(station, cancellationToken);
        var times = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
        {
            var (_, task) = await station.RunAsync(station.Order(Name, station.NewRun()), "done", cancellationToken);
            times.Add(await BetweenAsync(task.Id, "task.created", task.Id, "assigned"));
            times.Add(await BetweenAsync(task.SessionId!, "turn.ended", task.Id, "review"));
        }
        return Figure.Of($"{Name}_{database}", bar, times);

        async Task<TimeSpan> BetweenAsync(string first, string type, string second, string next)
        {
            var from = await station.Feed.FirstAsync(first, fact => Is(fact, type, null), cancellationToken);
            var until = await station.Feed.FirstAsync(second, fact => Is(fact, "task.moved", next), cancellationToken);
            return until.Fact.At - from.Fact.At;
        }
    }

    private static bool Is(EventView fact, string type, string? to) =>
        fact.Type == type && (to is null || fact.Body.GetProperty("to").GetString() == to);
}
