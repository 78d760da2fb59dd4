using System.Collections.Concurrent;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions;

/// <summary>The turns that run on this server, so that a cancel is felt at once. On other servers it is felt at the turn's next write.</summary>
public sealed class RunningTurns
{
    private readonly ConcurrentDictionary<Id<Session>, CancellationTokenSource> _running = new();

    public int Count => _running.Count;

    /// <summary>A token that ends with the given one, or when the session is canceled. Enter before looking whether it is canceled already: no cancel is missed.</summary>
    internal CancellationTokenSource Enter(Id<Session> session, CancellationToken cancellationToken) =>
        _running[session] = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    internal void Leave(Id<Session> session)
    {
        if (_running.TryRemove(session, out var source))
            source.Dispose();
    }

    public void Cancel(Id<Session> session)
    {
        if (!_running.TryGetValue(session, out var source))
            return;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The turn ended at this very moment: nothing is left to be cancelled.
        }
    }
}
