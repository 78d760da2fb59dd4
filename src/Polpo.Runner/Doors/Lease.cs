namespace Polpo.Runner.Doors;

/// <summary>
/// For how long the server of this data folder may be at its work. Where others may take it over, the server says so again and again; once it
/// has not for that long, others are at it, and what was left running here ends.
/// </summary>
internal sealed class Lease : IDisposable
{
    private readonly ITimer _timer;

    /// <param name="end">What happens when nobody has renewed it in time.</param>
    public Lease(Func<Task> end, TimeProvider time) =>
        _timer = time.CreateTimer(_ => _ = EndAsync(end), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Renew(TimeSpan left) => _timer.Change(left, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private static async Task EndAsync(Func<Task> end)
    {
        await Console.Error.WriteLineAsync(
            "No server has renewed its lease: its work goes on elsewhere, and all that runs here is ended."
        );
        await end();
    }
}
