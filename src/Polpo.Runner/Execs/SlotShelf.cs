namespace Polpo.Runner.Execs;

/// <summary>
/// Keeps shells ready ahead of time, so that a command need not wait for its way into the sandbox: as many as its session has
/// lately started at once. They are made up when a command has ended, not beside it.
/// </summary>
internal sealed class SlotShelf : IAsyncDisposable
{
    private const int Fewest = 2;
    private const int Most = 8;
    private const int Patience = 16;

    private readonly Func<Task<Slot>> _start;
    private readonly Lock _gate = new();
    private readonly Queue<Task<Slot>> _ready = new();
    private int _depth = Fewest;
    private int _plenty;
    private bool _closed;

    public SlotShelf(Func<Task<Slot>> start)
    {
        _start = start;
        _ready.Enqueue(Task.Run(start));
    }

    /// <exception cref="RunnerFault">No shell could be started.</exception>
    public async Task<Slot> TakeAsync()
    {
        try
        {
            var slot = await Next();
            if (!slot.HasExited)
                return slot;
            slot.Dispose();
        }
        catch (Exception e) when (e is RunnerFault or IOException && !IsClosed) { }
        // The waiting shell was ended by somebody inside, or came up while the machine was short of something: once more, for this command.
        return IsClosed ? throw Closing() : await _start();
    }

    /// <summary>A command has ended: there is time to make up for the shell that it took.</summary>
    public void Refill()
    {
        lock (_gate)
            while (!_closed && _ready.Count < _depth)
                // Not on this thread: a start takes as long as a command.
                _ready.Enqueue(Task.Run(_start));
    }

    public async ValueTask DisposeAsync()
    {
        List<Task<Slot>> left;
        lock (_gate)
        {
            _closed = true;
            left = [.. _ready];
            _ready.Clear();
        }
        foreach (var next in left)
            await EndAsync(next);
    }

    private bool IsClosed
    {
        get
        {
            lock (_gate)
                return _closed;
        }
    }

    private static RunnerFault Closing() => RunnerFault.NotFound("The sandbox is closing.");

    private Task<Slot> Next()
    {
        lock (_gate)
        {
            if (_closed)
                return Task.FromException<Slot>(Closing());
            Learn();
            return _ready.TryDequeue(out var ready) ? ready : Task.Run(_start);
        }
    }

    /// <summary>One more whenever a command finds none; one less when many in a row found all of them.</summary>
    private void Learn()
    {
        _plenty = _ready.Count >= _depth ? _plenty + 1 : 0;
        if (_ready.Count == 0)
            _depth = Math.Min(Most, _depth + 1);
        else if (_plenty > Patience)
            (_depth, _plenty) = (Math.Max(Fewest, _depth - 1), 0);
    }

    private static async Task EndAsync(Task<Slot> started)
    {
        // However its start failed: there is nothing to end then, and the sandbox has still to be closed.
        await ((Task)started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!started.IsCompletedSuccessfully)
            return;
        var slot = started.Result;
        slot.Kill();
        await slot.ExitAsync();
        slot.Dispose();
    }
}
