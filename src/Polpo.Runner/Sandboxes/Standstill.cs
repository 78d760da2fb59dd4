using System.Diagnostics;

namespace Polpo.Runner.Sandboxes;

/// <summary>
/// Whether a sandbox is frozen, and for how long it has been in all: that time counts for no command. What is on its way in gets in first,
/// and nothing gets in while it is frozen: a shell that came up half would be taken for one that cannot be started.
/// </summary>
internal sealed class Standstill(TimeProvider time)
{
    /// <summary>A command may hold up what comes in; it cannot hold up the freezing.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changing = new(1, 1);
    private int _inside;
    private TaskCompletionSource? _emptied;
    private TaskCompletionSource? _thawed;
    private TimeSpan _stood;
    private long? _since;
    private bool _over;

    public bool IsFrozen
    {
        get
        {
            lock (_gate)
                return _thawed is not null;
        }
    }

    /// <summary>How long it has stood still so far.</summary>
    public TimeSpan Stood
    {
        get
        {
            lock (_gate)
                return _since is { } since ? _stood + Stopwatch.GetElapsedTime(since) : _stood;
        }
    }

    /// <summary>Freezes it, or lets it go on; the same again changes nothing.</summary>
    /// <param name="frozen">Asked when it is this change's turn.</param>
    /// <param name="halt">Halts every process of the sandbox and returns when they stand, or lets them go on.</param>
    public async Task SetAsync(Func<bool> frozen, Action<bool> halt)
    {
        await _changing.WaitAsync();
        try
        {
            if (frozen())
                await FreezeAsync(halt);
            else
                Thaw(halt);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Does what has to find the sandbox going: now, or once it goes on.</summary>
    /// <exception cref="RunnerFault">It closes meanwhile.</exception>
    public async Task<T> GoingAsync<T>(Func<Task<T>> act)
    {
        while (!TryEnter(out var thawed))
            await thawed;
        try
        {
            return await act();
        }
        finally
        {
            lock (_gate)
                if (--_inside == 0)
                    _emptied?.TrySetResult();
        }
    }

    /// <summary>The sandbox closes: whoever waits to get in is turned away.</summary>
    public void End()
    {
        lock (_gate)
        {
            _over = true;
            _thawed?.TrySetResult();
        }
    }

    private bool TryEnter(out Task thawed)
    {
        lock (_gate)
        {
            if (_over)
                throw RunnerFault.NotFound("The sandbox is closing.");
            thawed = _thawed?.Task ?? Task.CompletedTask;
            if (_thawed is not null)
                return false;
            _inside++;
            return true;
        }
    }

    private async Task FreezeAsync(Action<bool> halt)
    {
        Task emptied;
        lock (_gate)
        {
            if (_over || _thawed is not null)
                return;
            _thawed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inside == 0)
                _emptied.SetResult();
            emptied = _emptied.Task;
        }
        await Task.WhenAny(emptied, Task.Delay(_patience, time));
        halt(true);
        lock (_gate)
            _since = Stopwatch.GetTimestamp();
    }

    private void Thaw(Action<bool> halt)
    {
        lock (_gate)
        {
            if (_thawed is null)
                return;
            if (_since is { } since)
                _stood += Stopwatch.GetElapsedTime(since);
            _since = null;
        }
        halt(false);
        lock (_gate)
        {
            _thawed!.TrySetResult();
            _thawed = null;
        }
    }
}
