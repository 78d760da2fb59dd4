namespace Polpo.Engine.Journal.Live;

/// <summary>The open streams of one workspace and those who watch.</summary>
internal sealed class LiveRoom
{
    private readonly Lock _lock = new();
    private readonly List<LiveChannel> _streams = [];
    private readonly List<LiveWatcher> _watchers = [];

    public void Open(LiveChannel stream)
    {
        lock (_lock)
            _streams.Add(stream);
    }

    public void Say(LiveChannel stream, string text)
    {
        lock (_lock)
        {
            if (!_streams.Contains(stream))
                return;
            var frame = stream.Next(text);
            foreach (var watcher in _watchers)
                watcher.Add(frame);
        }
    }

    public void Close(LiveChannel stream)
    {
        lock (_lock)
            if (_streams.Remove(stream))
                foreach (var watcher in _watchers)
                    watcher.Forget(stream.Number);
    }

    /// <summary>A watcher that begins with what the open streams have said so far.</summary>
    public LiveWatcher Enter()
    {
        var watcher = new LiveWatcher();
        lock (_lock)
        {
            foreach (var frame in _streams.Select(stream => stream.SoFar).OfType<LiveFrame>())
                watcher.Add(frame);
            _watchers.Add(watcher);
        }
        return watcher;
    }

    public void Leave(LiveWatcher watcher)
    {
        lock (_lock)
            _watchers.Remove(watcher);
    }
}
