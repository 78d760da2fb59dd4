using System.Collections.Concurrent;
using System.Reflection;

namespace Polpo.Testing.Simulation.World;

/// <summary>Whether anything happens at the moment: time only moves when nothing does. It is exact where the process does nothing but this one simulation.</summary>
public sealed class Activity
{
    private readonly ConcurrentDictionary<object, MethodInfo> _asked = new();
    private TaskCompletionSource? _freed;
    private int _under;

    /// <summary>Something that takes no simulated time.</summary>
    /// <param name="asked">By whom, for whoever asks why it does not come to an end.</param>
    public async Task<T> During<T>(MethodInfo asked, Func<Task<T>> act)
    {
        var key = new object();
        _asked[key] = asked;
        Interlocked.Increment(ref _under);
        try
        {
            return await act();
        }
        finally
        {
            _asked.TryRemove(key, out _);
            Leave();
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
                Leave();
            },
            null
        );
    }

    /// <summary>Waits until no storage is asked and the pool has nothing to do but this. What waits then, waits for time, for a person, or for ever.</summary>
    public async Task CalmAsync(CancellationToken cancellationToken)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await UntilFreeAsync(cancellationToken);
            // Behind everything that the pool has been given so far.
            await Task.Yield();
        } while (Volatile.Read(ref _under) > 0 || ThreadPool.PendingWorkItemCount > 0 || Working() > 1);
    }

    public override string ToString() =>
        $"{Volatile.Read(ref _under)} things happen, the storage is asked by: {string.Join(", ", _asked.Values.Select(asked => $"{asked.DeclaringType} {asked.Name}"))}";

    /// <summary>How many threads of the pool work, this one among them.</summary>
    private static int Working()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var idle, out _);
        return most - idle;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _under) == 0)
            Interlocked.Exchange(ref _freed, null)?.TrySetResult();
    }

    private async Task UntilFreeAsync(CancellationToken cancellationToken)
    {
        var freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _freed, freed);
        if (Volatile.Read(ref _under) > 0)
            await freed.Task.WaitAsync(cancellationToken);
    }
}
