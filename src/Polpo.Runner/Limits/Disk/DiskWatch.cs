namespace Polpo.Runner.Limits.Disk;

/// <summary>
/// Ends what runs in a sandbox once it has written more than its limit. What it wrote is only measured when the file system has
/// lost so much room that it could be near its limit, and not for more than a twentieth of the time.
/// </summary>
/// <param name="limit">Bytes; 0 for none.</param>
/// <param name="overstep">Ends what runs; is told how much was written.</param>
internal sealed class DiskWatch(long limit, Written written, Action<long> overstep, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>Less of a change is not worth a look.</summary>
    private const long Grain = 1 << 20;
    private const int Share = 20;
    private const int LeastShare = 4;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>Something else may have made room meanwhile, so that nothing seems lost.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>What is over the limit once it has been overstepped: so much may stay, for only a command can delete it. It only shrinks until that happens again.</summary>
    private long _excess;

    /// <summary>Who clears up writes a little, too.</summary>
    private long Allowed => limit + (_excess == 0 ? 0 : _excess + Math.Max(limit / 4, 4 * Grain));

    public void Start()
    {
        if (limit > 0)
            _watching = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    /// <summary>
    /// How long it rests after a look. On a busy machine, which a filler of many files makes, most of a look is waiting for the
    /// processor: a full rest after that would let the filler go on for minutes.
    /// </summary>
    internal static TimeSpan PauseAfter(TimeSpan took)
    {
        var full = took * Share;
        var least = took * LeastShare;
        return full <= _longest ? full
            : least > _longest ? least
            : _longest;
    }

    private async Task WatchAsync()
    {
        var (most, last, left) = (written.Free(), written.Free(), limit);
        var (looked, took) = (time.GetTimestamp(), TimeSpan.Zero);
        try
        {
            while (true)
            {
                await Task.Delay(_pause, time, _stop.Token);
                var free = written.Free();
                most = Math.Max(most, free);
                var since = time.GetElapsedTime(looked);
                var suspect = most - free >= Math.Max(left / 2, Grain) || (since > _longest && free != last);
                if (!suspect || since < PauseAfter(took))
                    continue;
                var began = time.GetTimestamp();
                var bytes = await written.MeasureAsync(Allowed, _stop.Token);
                (looked, took) = (time.GetTimestamp(), time.GetElapsedTime(began));
                left = await JudgeAsync(bytes);
                most = last = written.Free();
            }
        }
        catch (OperationCanceledException) { }
    }

    /// <summary>How much may still be written.</summary>
    private async Task<long> JudgeAsync(long bytes)
    {
        if (bytes > Allowed)
        {
            overstep(bytes);
            bytes = await written.MeasureAsync(long.MaxValue, _stop.Token);
            _excess = bytes;
        }
        _excess = Math.Min(_excess, Math.Max(0, bytes - limit));
        return Math.Max(0, Allowed - bytes);
    }
}
