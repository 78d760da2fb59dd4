using Polpo.Runner.Limits;
using Polpo.Runner.Limits.Disk;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Sandboxes;

/// <summary>Knows for each run of a sandbox which limits were met while it went on.</summary>
internal sealed class SandboxWatch : IAsyncDisposable
{
    private readonly IHold _hold;
    private readonly DiskWatch _disk;
    private readonly Lock _gate = new();
    private long _diskBytes;
    private int _oversteps;
    private int _told;

    /// <param name="since">From when on what is written counts.</param>
    public SandboxWatch(SandboxOrder order, IHold hold, string folder, DateTimeOffset since, TimeProvider time)
    {
        _hold = hold;
        _disk = new DiskWatch(
            order.DiskBytes,
            new Written(
                [order.Worktree, folder, .. order.Home is { } home ? [home] : Array.Empty<string>()],
                since,
                () => hold.Processes
            ),
            Overstep,
            time
        );
        _disk.Start();
    }

    /// <summary>A run begins; what it answers is asked when the run has ended.</summary>
    public Func<LimitHits?> Begin()
    {
        var before = _hold.Meter.Read();
        lock (_gate)
        {
            // What was ended between two runs is told to the next.
            var told = _told;
            return () => End(_hold.Meter.Read() - before, told);
        }
    }

    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    private LimitHits? End(LimitCounts during, int told)
    {
        lock (_gate)
        {
            var disk = _oversteps > told ? _diskBytes : 0;
            _told = _oversteps;
            return disk == 0 && during == default
                ? null
                : new LimitHits(during.OutOfMemory, during.ForksRefused, during.Throttled) { DiskBytes = disk };
        }
    }

    private void Overstep(long bytes)
    {
        lock (_gate)
        {
            _diskBytes = bytes;
            _oversteps++;
            // No run ends or begins meanwhile: the next one would be killed with those that are meant.
            _hold.KillRuns();
        }
    }
}
