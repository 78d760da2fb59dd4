using System.Collections.Concurrent;

namespace Polpo.Engine.Storage;

/// <summary>What has been committed, for those who wait for it on this server. Nothing is carried but "look again".</summary>
internal sealed class Signals
{
    /// <summary>How long a signal may be on its way from a commit that others see already: a busy machine takes its time.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Signal> _facts = new(StringComparer.Ordinal);
    private long _foundByPoll;

    /// <summary>A subject may have become due, free or idle.</summary>
    public Signal Subjects { get; } = new();

    /// <summary>Something was committed here that other servers should look at.</summary>
    public Signal Outgoing { get; } = new();

    /// <summary>How often a safety re-read found what no signal had announced. Anything but 0 is a bug.</summary>
    public long FoundByPoll => Interlocked.Read(ref _foundByPoll);

    public Signal Facts(string workspace) => _facts.GetOrAdd(workspace, static _ => new Signal());

    public void Committed(string workspace, bool facts, bool wakes)
    {
        if (facts)
            Facts(workspace).Pulse();
        if (wakes)
            Subjects.Pulse();
        if (facts || wakes)
            Outgoing.Pulse();
    }

    /// <summary>A subject became free or due without a command.</summary>
    public void SubjectsChanged()
    {
        Subjects.Pulse();
        Outgoing.Pulse();
    }

    public void PulseAll()
    {
        foreach (var signal in _facts.Values)
            signal.Pulse();
        Subjects.Pulse();
    }

    /// <summary>Counts what a re-read found, unless the signal was merely on its way.</summary>
    public async Task CountFoundByPollAsync(Task signal, CancellationToken cancellationToken)
    {
        try
        {
            await signal.WaitAsync(OnItsWay, cancellationToken);
        }
        catch (TimeoutException)
        {
            Interlocked.Increment(ref _foundByPoll);
        }
    }
}
