namespace Polpo.Core.Git.Running;

/// <summary>Lets a bounded number in at once, and takes those that wait in turn by key: one busy workspace does not hold up the others.</summary>
internal sealed class FairQueue(int places)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(string Key, Queue<TaskCompletionSource> Waiting)> _turns = new();
    private int _free = places;

    /// <summary>Waits for a place. Dispose the answer to give it back.</summary>
    public async Task<Place> EnterAsync(string key, CancellationToken cancellationToken)
    {
        var turn = Enqueue(key);
        if (turn is not null)
        {
            using var registration = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
            await turn.Task;
        }
        return new Place(this);
    }

    private TaskCompletionSource? Enqueue(string key)
    {
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return null;
            }
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var line = _turns.FirstOrDefault(entry => entry.Key == key);
            if (line.Waiting is null)
            {
                line = (key, new Queue<TaskCompletionSource>());
                _turns.AddLast(line);
            }
            line.Waiting.Enqueue(turn);
            return turn;
        }
    }

    /// <summary>Hands the place to the next key's first that still wants it.</summary>
    private void Leave()
    {
        lock (_lock)
        {
            while (_turns.First is { } first)
            {
                _turns.RemoveFirst();
                var next = first.Value.Waiting.Dequeue();
                if (first.Value.Waiting.Count > 0)
                    _turns.AddLast(first);
                if (next.TrySetResult())
                    return;
            }
            _free++;
        }
    }

    internal sealed class Place(FairQueue queue) : IDisposable
    {
        private FairQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Leave();
    }
}
