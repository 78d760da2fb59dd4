using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Polpo.Testing.Simulation.Programs;

/// <summary>
/// <c>simulate SEED SEEDS HOURS MINUTES</c>: so many seeds from one on, some hours each, as many at a time as there are cores, each in a process
/// that does nothing else. After the minutes (0: no bound) those under way are ended and do not count. Ends with 1 and names each seed that
/// broke a promise.
/// </summary>
internal static class SimulateProgram
{
    public static async Task<int> RunAsync(int first, int seeds, double hours, double minutes)
    {
        var began = Stopwatch.GetTimestamp();
        using var stop = new CancellationTokenSource();
        using var terminated = OnSignal(PosixSignal.SIGTERM, stop);
        using var interrupted = OnSignal(PosixSignal.SIGINT, stop);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        if (minutes > 0)
            over.CancelAfter(TimeSpan.FromMinutes(minutes));
        SeedFolders.RemoveLeft();
        var waiting = new ConcurrentQueue<int>(Enumerable.Range(first, seeds));
        var results = new ConcurrentQueue<SimulationResult>();
        await Task.WhenAll(
            Enumerable
                .Range(0, Math.Min(Environment.ProcessorCount, seeds))
                .Select(_ => WorkAsync(waiting, hours, result => Tell(results, result, hours), over.Token))
        );
        if (stop.IsCancellationRequested)
            Console.WriteLine("Stopped.");
        var broken = results.Count(result => result.Finding.Broken.Count > 0);
        Console.WriteLine(Summary(results, seeds, broken, Stopwatch.GetElapsedTime(began)));
        return broken == 0 && !stop.IsCancellationRequested ? 0 : 1;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                // The seeds that run are ended first, and what they have made is removed.
                context.Cancel = true;
                stop.Cancel();
            }
        );

    private static async Task WorkAsync(
        ConcurrentQueue<int> waiting,
        double hours,
        Action<SimulationResult> tell,
        CancellationToken over
    )
    {
        SeedProcess? process = null;
        try
        {
            while (!over.IsCancellationRequested && waiting.TryDequeue(out var seed))
            {
                process ??= SeedProcess.Start(hours);
                if (await process.RunAsync(seed, over) is { } result)
                {
                    tell(result);
                    continue;
                }
                tell(SimulationResult.Stuck(seed, "Its process ended, or did not answer in time."));
                process.Dispose();
                process = null;
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // What came of the seed that was under way is not known.
        }
        finally
        {
            process?.Dispose();
        }
    }

    private static void Tell(ConcurrentQueue<SimulationResult> results, SimulationResult result, double hours)
    {
        results.Enqueue(result);
        if (result.Finding.Broken.Count > 0)
            Console.WriteLine(
                $"Seed {result.Seed} broke {result.Finding.Broken.Count} promises:\n{string.Concat(result.Finding.Broken.Select(what => $"  {what}\n"))}  Again: polpo simulate --seed {result.Seed} --hours {hours.ToString(CultureInfo.InvariantCulture)}"
            );
    }

    private static string Summary(IReadOnlyCollection<SimulationResult> results, int seeds, int broken, TimeSpan took)
    {
        int Sum(Func<SimulationResult, int> of) => results.Sum(of);
        var left = seeds > results.Count ? $" (of {seeds}; the time was up)" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Sum(result => result.Hours):0} simulated hours over {results.Count} seeds{left} in {took.TotalSeconds:0} s: {Sum(result => result.Finding.Tasks)} tasks ({Sum(result => result.Finding.Done)} done), {Sum(result => result.Finding.Missions)} mission runs ({Sum(result => result.Finding.Completed)} completed), {Sum(result => result.Deaths)} deaths of the server, {Sum(result => result.Faults)} failures of git, sandboxes and models, {results.Sum(result => result.Finding.Facts)} facts, {broken} seeds with broken promises."
        );
    }
}
