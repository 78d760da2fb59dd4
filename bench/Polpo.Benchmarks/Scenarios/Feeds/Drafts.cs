using Polpo.Benchmarks.Lab;

namespace Polpo.Benchmarks.Scenarios.Feeds;

/// <summary>The cheapest facts that a client can cause: a draft of a task each, which nobody works on.</summary>
internal static class Drafts
{
    public static Task AddAsync(Station station, CancellationToken cancellationToken) =>
        station.CreateAsync(station.Order("draft", station.NewRun()) with { Draft = true }, cancellationToken);

    public static async Task AddAsync(Station station, int count, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
            async (_, stop) => await AddAsync(station, stop)
        );
}
