namespace Polpo.Engine.Journal.Following;

/// <summary>
/// The newest facts of one workspace, read once for all who follow it: however many listen, a commit costs the database a read or two.
/// </summary>
/// <param name="readOn">Reads on from a number; null: from the newest fact, which is where a tail begins.</param>
internal sealed class Tail(Func<long?, Task<TailRead>> readOn)
{
    private const int MostFacts = 1_000;
    private const int MostText = 1 << 20;

    private readonly Lock _lock = new();
    private readonly List<Fact> _facts = [];
    private int _text;
    private long? _to;
    private TaskCompletionSource? _asked;
    private bool _reading;

    /// <summary>Up to which number everything has been read, and from which on it is still kept.</summary>
    public (long From, long To)? Span
    {
        get
        {
            lock (_lock)
                return _to is { } to ? (to - _facts.Count + 1, to) : null;
        }
    }

    /// <summary>What is known above a number; null: not all of it is kept.</summary>
    public IReadOnlyList<Fact>? Above(long after)
    {
        lock (_lock)
        {
            if (_to is not { } to || after < to - _facts.Count)
                return null;
            return after >= to ? [] : _facts.GetRange((int)(_facts.Count - (to - after)), (int)(to - after));
        }
    }

    /// <summary>Returns once a read that began after this call has ended; those who ask while one is under way share the next.</summary>
    public Task RefreshAsync()
    {
        lock (_lock)
        {
            _asked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var answer = _asked.Task;
            if (!_reading)
            {
                _reading = true;
                _ = Task.Run(ReadWhileAskedAsync);
            }
            return answer;
        }
    }

    private async Task ReadWhileAskedAsync()
    {
        while (true)
        {
            TaskCompletionSource asked;
            long? to;
            lock (_lock)
            {
                if (_asked is null)
                {
                    _reading = false;
                    return;
                }
                (asked, _asked, to) = (_asked, null, _to);
            }
            var reading = readOn(to);
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (reading.IsCompletedSuccessfully)
            {
                Add(reading.Result);
                asked.SetResult();
            }
            else
            {
                // Each who asked is told; the next to ask reads anew.
                asked.SetException(reading.Exception?.InnerException ?? new OperationCanceledException());
            }
        }
    }

    private void Add(TailRead read)
    {
        lock (_lock)
        {
            _to = read.To;
            _facts.AddRange(read.Facts);
            _text += read.Facts.Sum(fact => fact.Body.Length);
            var dropped = 0;
            for (; _facts.Count - dropped > MostFacts || _text > MostText; dropped++)
                _text -= _facts[dropped].Body.Length;
            _facts.RemoveRange(0, dropped);
        }
    }
}

/// <summary>Facts in order and without a gap, up to a number.</summary>
internal sealed record TailRead(IReadOnlyList<Fact> Facts, long To);
