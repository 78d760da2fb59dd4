using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Lab;

/// <summary>Waits until the server and what it started have nothing to do: what a task leaves to be done later is not the next one's.</summary>
internal static class Quiet
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task WaitAsync(Station station, CancellationToken cancellationToken)
    {
        var start = Clock.Now;
        var before = ProcessUse.Processor(station.Processes());
        while (Clock.Since(start) < Longest)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
            var now = ProcessUse.Processor(station.Processes());
            // A process that has ended takes its time with it.
            if ((now - before).Duration() <= TimeSpan.FromMilliseconds(10))
                return;
            before = now;
        }
    }
}
