namespace Polpo.Testing.Simulation.World;

/// <summary>A clock that stands still until it is moved. What a server that died had set is forgotten with it.</summary>
public sealed class SimulatedClock(Activity activity)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(Timer Timer, int Version), long> _due = new();
    private long _ticks = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private readonly SortedSet<(long At, long Number)> _work = [];
    private long _works;
    private long _slept;

    public DateTimeOffset Now => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>The clock as one server has it, until it dies.</summary>
    public ServerTime Server() => new(this);

    /// <summary>When the earliest timer fires; null when none is set.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            lock (_lock)
            {
                while (_due.TryPeek(out var first, out var at))
                {
                    if (first.Timer.IsSet(first.Version))
                        return new DateTimeOffset(at, TimeSpan.Zero);
                    _due.Dequeue();
                }
                return null;
            }
        }
    }

    /// <summary>When something next ends that takes time of itself, such as a model's thinking; null when nothing does. To look again now and then does not count.</summary>
    public DateTimeOffset? NextWork
    {
        get
        {
            lock (_lock)
                return _work.Count == 0 ? null : new DateTimeOffset(Math.Max(_work.Min.At, _ticks), TimeSpan.Zero);
        }
    }

    /// <summary>Nothing of a dead server takes time any more.</summary>
    public void DropWork()
    {
        lock (_lock)
            _work.Clear();
    }

    /// <summary>Moves on, and fires what has become due, each once and late if it was due before: as after the sleep of a machine.</summary>
    public void MoveTo(DateTimeOffset time)
    {
        List<Timer> fired = [];
        lock (_lock)
        {
            if (time.UtcTicks > _ticks)
                Volatile.Write(ref _ticks, time.UtcTicks);
            while (_due.TryPeek(out var first, out var at) && at <= _ticks)
            {
                _due.Dequeue();
                if (first.Timer.Take(first.Version))
                    fired.Add(first.Timer);
            }
        }
        foreach (var timer in fired)
            activity.Run(timer.Fire);
    }

    /// <summary>The wall clock is set to another time; how long something takes does not change by it.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_lock)
            _slept += by.Ticks;
    }

    /// <summary>What the wall clock shows.</summary>
    public DateTimeOffset Wall => Now + TimeSpan.FromTicks(Volatile.Read(ref _slept));

    private void Set(Timer timer, int version, TimeSpan wait)
    {
        lock (_lock)
            _due.Enqueue((timer, version), _ticks + wait.Ticks);
    }

    public sealed class ServerTime(SimulatedClock clock) : TimeProvider
    {
        private volatile bool _dead;

        /// <summary>The server has died: none of its timers fires any more.</summary>
        public bool Dead
        {
            get => _dead;
            set => _dead = value;
        }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        /// <summary>Takes time.</summary>
        public async Task WorkAsync(TimeSpan time, CancellationToken cancellationToken)
        {
            (long, long) entry;
            lock (clock._lock)
            {
                entry = (clock._ticks + time.Ticks, ++clock._works);
                clock._work.Add(entry);
            }
            try
            {
                await Task.Delay(time, this, cancellationToken);
            }
            finally
            {
                lock (clock._lock)
                    clock._work.Remove(entry);
            }
        }

        public override DateTimeOffset GetUtcNow() => clock.Wall;

        public override long GetTimestamp() => clock.Now.UtcTicks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(clock, this, callback, state);
            timer.Change(dueTime, period);
            return timer;
        }
    }

    private sealed class Timer(SimulatedClock clock, ServerTime server, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private int _version;
        private bool _set;

        public bool IsSet(int version) => _set && version == _version && !server.Dead;

        public bool Take(int version)
        {
            if (!IsSet(version))
                return false;
            _set = _period > TimeSpan.Zero;
            if (_set)
                clock.Set(this, ++_version, _period);
            return true;
        }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _period = period;
                _version++;
                _set = dueTime >= TimeSpan.Zero;
                if (_set)
                    clock.Set(this, _version, dueTime);
            }
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
