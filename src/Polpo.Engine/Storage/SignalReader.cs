using Polpo.Engine.Kernel;

namespace Polpo.Engine.Storage;

/// <summary>
/// One reader of a signal: it looks, waits to be told of more, and each second looks again in case telling failed. What only such a re-read
/// finds is counted.
/// </summary>
internal sealed class SignalReader(Signals signals, Signal signal, TimeProvider time)
{
    private static readonly TimeSpan Reread = TimeSpan.FromSeconds(1);

    private Task _next = signal.Next;

    /// <summary>What the latest wait was to be told by, and was not.</summary>
    private Task? _unheard;

    /// <summary>A look begins: whatever is announced from here on ends the wait that follows.</summary>
    public void Look() => _next = signal.Next;

    /// <summary>The look found something. It was announced, be it after the wait was over; else it is counted.</summary>
    public Task FoundAsync(CancellationToken cancellationToken) =>
        _unheard is { } unheard ? signals.CountFoundByPollAsync(unheard, cancellationToken) : Task.CompletedTask;

    /// <summary>The next look may find what nobody announces.</summary>
    public void Expect() => _unheard = null;

    public Task WaitAsync(CancellationToken cancellationToken) => WaitAsync(Reread, cancellationToken);

    /// <summary>Waits until told, or so long, or until it is time to look again.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await _next.WaitAsync(longest < Reread ? TimerWait.For(longest) : Reread, time, cancellationToken);
            _unheard = null;
        }
        catch (TimeoutException)
        {
            _unheard = _next;
        }
    }
}
