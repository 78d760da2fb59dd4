namespace Polpo.Testing.Simulation.World;

/// <summary>Whether anything happens at the moment, as far as storage, ports and timers tell: time only moves when nothing does.</summary>
public sealed class Activity
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    private long _events;
    private int _under;

    /// <summary>Something that takes no simulated time.</summary>
    public async Task<T> During<T>(Func<Task<T>> act)
    {
        Interlocked.Increment(ref _under);
        try
        {
            return await act();
        }
        finally
        {
            Interlocked.Increment(ref _events);
            Interlocked.Decrement(ref _under);
        }
    }

    /// <summary>On another thread, and counted.</summary>
    public void Run(Action act)
    {
        Interlocked.Increment(ref _under);
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                act();
                Interlocked.Increment(ref _events);
                Interlocked.Decrement(ref _under);
            },
            null
        );
    }

    /// <summary>Waits until nothing has happened for some looks in a row. A machine that is busy otherwise may deceive it; then a server was slow.</summary>
    public async Task CalmAsync(int looks, CancellationToken cancellationToken)
    {
        for (var calm = 0; calm < looks; )
        {
            var before = Interlocked.Read(ref _events);
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
            calm =
                Volatile.Read(ref _under) == 0
                && Interlocked.Read(ref _events) == before
                && ThreadPool.PendingWorkItemCount == 0
                    ? calm + 1
                    : 0;
        }
    }
}
