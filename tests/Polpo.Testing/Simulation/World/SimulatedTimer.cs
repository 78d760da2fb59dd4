namespace Polpo.Testing.Simulation.World;

/// <summary>A timer of a <see cref="SimulatedClock"/>, in whose lock it is changed and read.</summary>
internal sealed class SimulatedTimer(
    Action<SimulatedTimer, TimeSpan, TimeSpan> change,
    Action callback,
    Func<bool> isDead,
    bool isWork
) : ITimer
{
    private TimeSpan _period;
    private bool _set;

    /// <summary>Whether it ends something that takes time of itself.</summary>
    public bool IsWork => isWork;

    public bool IsSet => _set && !isDead();

    public long At { get; private set; }

    /// <summary>Grows with every change: what was noted before is no longer true.</summary>
    public int Version { get; private set; }

    public void Change(TimeSpan wait, TimeSpan period, long now)
    {
        Version++;
        _period = period;
        _set = wait >= TimeSpan.Zero;
        At = now + wait.Ticks;
    }

    /// <summary>It fires now, and comes again if it does so periodically.</summary>
    public void Fired(long now) => Change(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan, _period, now);

    public void Fire() => callback();

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        change(this, dueTime, period);
        return true;
    }

    public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Timers in the order in which they fire. One that was changed since it was added is passed over.</summary>
internal sealed class SetTimers
{
    private readonly PriorityQueue<(SimulatedTimer Timer, int Version), long> _queue = new();

    public void Add(SimulatedTimer timer) => _queue.Enqueue((timer, timer.Version), timer.At);

    public long? First
    {
        get
        {
            while (_queue.TryPeek(out var first, out var at))
            {
                if (IsTrue(first))
                    return at;
                _queue.Dequeue();
            }
            return null;
        }
    }

    /// <summary>All that are due, the earliest first; each comes again if it does so periodically.</summary>
    public List<SimulatedTimer> Take(long now)
    {
        var fired = new List<SimulatedTimer>();
        while (First <= now)
        {
            var (timer, _) = _queue.Dequeue();
            fired.Add(timer);
            timer.Fired(now);
            if (timer.IsSet)
                Add(timer);
        }
        return fired;
    }

    private static bool IsTrue((SimulatedTimer Timer, int Version) noted) =>
        noted.Timer.Version == noted.Version && noted.Timer.IsSet;
}
