using System.Runtime.CompilerServices;

namespace Polpo.Cli.Tasks.Following;

/// <summary>Lets whoever follows something notice that nothing comes.</summary>
internal static class Pauses
{
    /// <summary>The items as they come, and null each time that none came for so long.</summary>
    public static async IAsyncEnumerable<T?> WithPausesAsync<T>(
        this IAsyncEnumerable<T> items,
        TimeSpan pause,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var source = items.GetAsyncEnumerator(stop.Token);
        var next = source.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (!await IsThereAsync(next, pause, time, stop.Token))
                    yield return null;
                if (!await next)
                    yield break;
                yield return source.Current;
                next = source.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // A source must not be disposed while it is being asked.
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> IsThereAsync(
        Task next,
        TimeSpan pause,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (next.IsCompleted)
            return true;
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(pause, time, waited.Token));
        await waited.CancelAsync();
        return next.IsCompleted || cancellationToken.IsCancellationRequested;
    }
}
