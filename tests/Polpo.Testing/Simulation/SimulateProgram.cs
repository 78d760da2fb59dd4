using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Polpo.Testing.Simulation;

/// <summary><c>simulate --seed N --seeds M --hours H</c>: M seeds from N on, H hours each. Ends with 1 and names each seed that broke a promise.</summary>
internal static class SimulateProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(int first, int seeds, double hours)
    {
        var began = Stopwatch.GetTimestamp();
        var results = new ConcurrentQueue<SimulationResult>();
        await Parallel.ForEachAsync(
            Enumerable.Range(first, seeds),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (seed, _) => results.Enqueue(await OneAsync(seed, hours))
        );
        var broken = results.Where(result => result.Broken.Count > 0).OrderBy(result => result.Seed).ToList();
        foreach (var result in broken)
            Console.WriteLine(
                $"Seed {result.Seed} broke {result.Broken.Count} promises:\n{string.Concat(result.Broken.Select(what => $"  {what}\n"))}  Again: polpo simulate --seed {result.Seed} --hours {hours.ToString(CultureInfo.InvariantCulture)}"
            );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{results.Sum(result => result.Hours):0} simulated hours over {results.Count} seeds in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {results.Sum(result => result.Tasks)} tasks ({results.Sum(result => result.Done)} done), {results.Sum(result => result.Deaths)} deaths of the server, {results.Sum(result => result.Faults)} failures of git and sandboxes, {results.Sum(result => result.Facts)} facts, {broken.Count} seeds with broken promises."
            )
        );
        return broken.Count == 0 ? 0 : 1;
    }

    private static async Task<SimulationResult> OneAsync(int seed, double hours)
    {
        await using var simulation = new Simulation(seed);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await simulation.RunAsync(hours, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new SimulationResult(
                seed,
                0,
                0,
                0,
                0,
                0,
                0,
                [$"It did not come to an end within {Patience.TotalMinutes:0} minutes."]
            );
        }
    }
}
