using System.Buffers.Binary;
using Polpo.Engine.Kernel;

namespace Polpo.Testing.Simulation.World;

/// <summary>A clock that stands still until it is moved. What a server that died had set is forgotten with it.</summary>
public sealed class SimulatedClock(Activity activity, Chance chance)
{
    private readonly Lock _lock = new();
    private readonly SetTimers _timers = new();
    private readonly SetTimers _work = new();
    private long _ticks = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private long _slept;

    public DateTimeOffset Now => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>The clock as one server has it, until it dies.</summary>
    public ServerTime Server() => new(this);

    /// <summary>When the earliest timer fires; null when none is set.</summary>
    public DateTimeOffset? Next => First(_timers);

    /// <summary>When something next ends that takes time of itself, such as a model's thinking; null when nothing does. To look again now and then does not count.</summary>
    /// <remarks>Read off the very timer that ends it: a time that was kept beside it could pass without it, and no later one would come.</remarks>
    public DateTimeOffset? NextWork => First(_work);

    /// <summary>Moves on, and fires what has become due, each once and late if it was due before: as after the sleep of a machine.</summary>
    public void MoveTo(DateTimeOffset time)
    {
        List<SimulatedTimer> fired;
        lock (_lock)
        {
            // Whole microseconds, as due times are stored: between two of them, what is due would not have come yet, for ever.
            var ticks = Whole(time.UtcTicks);
            if (ticks > _ticks)
                Volatile.Write(ref _ticks, ticks);
            fired = _timers.Take(_ticks);
        }
        foreach (var timer in fired)
            activity.Run(timer.Fire);
    }

    /// <summary>The wall clock is set to another time; how long something takes does not change by it.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_lock)
            _slept += Whole(by.Ticks);
    }

    private static long Whole(long ticks) =>
        (ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond;

    /// <summary>What the wall clock shows.</summary>
    public DateTimeOffset Wall => Now + TimeSpan.FromTicks(Volatile.Read(ref _slept));

    private Guid NewId()
    {
        var bytes = chance.Bytes("id").AsSpan(0, 16);
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, Wall.ToUnixTimeMilliseconds() << 16);
        time[..6].CopyTo(bytes);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    private DateTimeOffset? First(SetTimers timers)
    {
        lock (_lock)
            return timers.First is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    private void Change(SimulatedTimer timer, TimeSpan wait, TimeSpan period)
    {
        lock (_lock)
        {
            timer.Change(wait, period, _ticks);
            if (!timer.IsSet)
                return;
            _timers.Add(timer);
            if (timer.IsWork)
                _work.Add(timer);
        }
    }

    public sealed class ServerTime : IdClock
    {
        private readonly SimulatedClock _clock;
        private readonly WorkTime _work;
        private volatile bool _dead;

        internal ServerTime(SimulatedClock clock)
        {
            _clock = clock;
            _work = new WorkTime(this);
        }

        /// <summary>The server has died: none of its timers fires any more.</summary>
        public bool Dead
        {
            get => _dead;
            set => _dead = value;
        }

        public override Guid NewId() => _clock.NewId();

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        /// <summary>Takes time.</summary>
        public Task WorkAsync(TimeSpan time, CancellationToken cancellationToken) =>
            Task.Delay(time, _work, cancellationToken);

        public override DateTimeOffset GetUtcNow() => _clock.Wall;

        public override long GetTimestamp() => _clock.Now.UtcTicks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Create(callback, state, dueTime, period, isWork: false);

        private SimulatedTimer Create(
            TimerCallback callback,
            object? state,
            TimeSpan dueTime,
            TimeSpan period,
            bool isWork
        )
        {
            var timer = new SimulatedTimer(_clock.Change, () => callback(state), () => _dead, isWork);
            _clock.Change(timer, dueTime, period);
            return timer;
        }

        private sealed class WorkTime(ServerTime server) : TimeProvider
        {
            public override ITimer CreateTimer(
                TimerCallback callback,
                object? state,
                TimeSpan dueTime,
                TimeSpan period
            ) => server.Create(callback, state, dueTime, period, isWork: true);
        }
    }
}
