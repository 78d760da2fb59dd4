namespace Polpo.Runner.Execs;

/// <summary>Keeps one shell ready ahead of time, so that a command need not wait for its way into the sandbox.</summary>
internal sealed class SlotShelf(Func<Task<Slot>> start) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task<Slot>? _next = Task.Run(start);
    private bool _closed;

    /// <exception cref="RunnerFault">No shell could be started.</exception>
    public async Task<Slot> TakeAsync()
    {
        var ready = Swap();
        try
        {
            var slot = await ready;
            if (!slot.HasExited)
                return slot;
            slot.Dispose();
        }
        catch (RunnerFault) { }
        // The waiting shell was ended by somebody inside, or came up while the machine was short of something: once more, for this command.
        return await start();
    }

    public async ValueTask DisposeAsync()
    {
        Task<Slot>? next;
        lock (_gate)
        {
            _closed = true;
            next = _next;
            _next = null;
        }
        if (next is null)
            return;
        try
        {
            var slot = await next;
            slot.Kill();
            await slot.ExitAsync();
            slot.Dispose();
        }
        catch (RunnerFault) { }
    }

    private Task<Slot> Swap()
    {
        lock (_gate)
        {
            if (_closed)
                return Task.FromException<Slot>(RunnerFault.NotFound("The sandbox is closing."));
            var ready = _next ?? Task.Run(start);
            // Not on this thread: a start takes as long as a command.
            _next = Task.Run(start);
            return ready;
        }
    }
}
