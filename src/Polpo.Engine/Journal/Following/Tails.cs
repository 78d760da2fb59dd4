namespace Polpo.Engine.Journal.Following;

/// <summary>The tails of the workspaces that somebody follows at the moment.</summary>
internal sealed class Tails(Func<string, long?, Task<TailRead>> readOn)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Tail Tail, int Followers)> _tails = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_lock)
                return _tails.Count;
        }
    }

    public Tail Enter(string workspace)
    {
        lock (_lock)
        {
            var (tail, followers) = _tails.TryGetValue(workspace, out var known)
                ? known
                : (new Tail(to => readOn(workspace, to)), 0);
            _tails[workspace] = (tail, followers + 1);
            return tail;
        }
    }

    public void Leave(string workspace)
    {
        lock (_lock)
            if (_tails[workspace] is { Followers: > 1 } shared)
                _tails[workspace] = (shared.Tail, shared.Followers - 1);
            else
                _tails.Remove(workspace);
    }
}
