using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects.Holds;

/// <summary>What is held now, as this server has heard; and the runs here, which hear of it at once.</summary>
public sealed class StandingHolds
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Owned, CancellationTokenSource> _runs = [];
    private readonly Signal _changed = new();
    private IReadOnlyList<Hold> _holds = [];
    private volatile IReadOnlyList<Hold> _told = [];

    internal StandingHolds() { }

    /// <summary>A hold stands here once all runs that it covers have been told to stop.</summary>
    public IReadOnlyList<Hold> Now => _told;

    /// <summary>Ends when <see cref="Now"/> has changed since it was taken.</summary>
    public Task Next => _changed.Next;

    /// <summary>Ends when the run has to stop; at once when it should not have begun: its claim may be older than the hold.</summary>
    internal CancellationToken Enter(Owned run)
    {
        lock (_gate)
        {
            if (_holds.Any(hold => hold.Stops(run.Workspace, run.Person)))
                return new CancellationToken(canceled: true);
            var source = new CancellationTokenSource();
            _runs[run] = source;
            return source.Token;
        }
    }

    internal void Leave(Owned run)
    {
        lock (_gate)
            _runs.Remove(run);
    }

    internal void Set(IReadOnlyList<Hold> holds)
    {
        List<CancellationTokenSource> stopped;
        lock (_gate)
        {
            if (holds.SequenceEqual(_holds))
                return;
            _holds = holds;
            stopped =
            [
                .. _runs
                    .Where(run => holds.Any(hold => hold.Stops(run.Key.Workspace, run.Key.Person)))
                    .Select(run => run.Value),
            ];
        }
        foreach (var source in stopped)
            source.Cancel();
        _told = holds;
        _changed.Pulse();
    }
}
