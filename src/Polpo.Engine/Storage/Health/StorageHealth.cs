namespace Polpo.Engine.Storage.Health;

/// <summary>Why nothing can be saved at the moment, and since when.</summary>
/// <param name="Message">What is so and what to do.</param>
public sealed record StorageTrouble(string Message, DateTimeOffset Since);

/// <summary>Whether the storage works: what failed last, until it has worked for a while.</summary>
public sealed class StorageHealth(TimeProvider time)
{
    /// <summary>On a full disk something small succeeds now and then: that is no end of it yet.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private StorageTrouble? _trouble;
    private DateTimeOffset _failedAt;
    private bool _workedSince;

    /// <summary>Null: nothing is known to be wrong.</summary>
    public StorageTrouble? Trouble
    {
        get
        {
            lock (_lock)
                return IsOver ? null : _trouble;
        }
    }

    /// <returns>The same, to be thrown.</returns>
    internal StorageException Failed(StorageException failure)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _trouble = new StorageTrouble(failure.Message, _trouble is null || IsOver ? now : _trouble.Since);
            (_failedAt, _workedSince) = (now, false);
        }
        return failure;
    }

    internal void Worked()
    {
        // Asked at every commit, and nearly always without news.
        if (Volatile.Read(ref _trouble) is null)
            return;
        lock (_lock)
        {
            _workedSince = true;
            if (IsOver)
                _trouble = null;
        }
    }

    private bool IsOver => _workedSince && time.GetUtcNow() - _failedAt >= Settled;
}
