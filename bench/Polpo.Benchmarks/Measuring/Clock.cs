namespace Polpo.Benchmarks.Measuring;

/// <summary>Takes times.</summary>
internal static class Clock
{
    private static readonly TimeProvider Time = TimeProvider.System;

    public static long Now => Time.GetTimestamp();

    /// <summary>To hold against the instants that facts carry: same machine, same clock.</summary>
    public static DateTimeOffset Instant => Time.GetUtcNow();

    public static TimeSpan Since(long start) => Time.GetElapsedTime(start);

    public static TimeSpan Between(long start, long end) => Time.GetElapsedTime(start, end);

    public static async Task<TimeSpan> OfAsync(Func<Task> action)
    {
        var start = Now;
        await action();
        return Since(start);
    }

    /// <summary>One after the other.</summary>
    public static async Task<IReadOnlyList<TimeSpan>> ManyAsync(int runs, Func<Task> action)
    {
        var times = new List<TimeSpan>();
        for (var run = 0; run < runs; run++)
            times.Add(await OfAsync(action));
        return times;
    }
}
