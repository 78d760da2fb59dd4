using System.Collections.Concurrent;
using Polpo.Core.Sandboxes;

namespace Polpo.Core.Sessions;

/// <summary>What leaves a session in a turn: read from the runner by its offset, which is stored with the facts, so that nothing is told twice or lost.</summary>
public sealed class SessionEgress(Session session, ISandboxes sandboxes, TurnRecorder recorder) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<string, string> _calls = new(StringComparer.Ordinal);
    private long _offset = session.EgressOffset;

    /// <summary>Takes down what has left by now. Nothing is asked of the runner for a session without a network.</summary>
    /// <returns>The reasons for which requests of this command were refused.</returns>
    public async Task<IReadOnlyList<string>> SettleAsync(string run, string call, CancellationToken cancellationToken)
    {
        _calls[run] = call;
        var totals = await SettleAsync(cancellationToken);
        return [.. totals.Where(total => total.Run == run).Select(total => total.Refusal).OfType<string>().Distinct()];
    }

    public async Task<IReadOnlyList<EgressTotal>> SettleAsync(CancellationToken cancellationToken)
    {
        if (session.Network.AllowedHosts.Count == 0)
            return [];
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var read = await sandboxes.ReadEgressAsync(session.WorktreeId, _offset, cancellationToken);
            if (read.Totals.Count > 0)
                await recorder.EgressAsync(_calls, read, cancellationToken);
            _offset = read.Offset;
            return read.Totals;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes down a request that was made from here and not from the sandbox.</summary>
    public Task NoteAsync(string call, EgressTotal total, CancellationToken cancellationToken)
    {
        _calls[total.Run] = call;
        return recorder.EgressAsync(_calls, new EgressRead([total], 0), cancellationToken);
    }

    public void Dispose() => _gate.Dispose();
}
