using Polpo.Engine.Storage;

namespace Polpo.Engine.Journal.Live;

/// <summary>What one listener has not taken yet: a frame a stream, however much was said.</summary>
internal sealed class LiveWatcher
{
    private readonly Lock _lock = new();
    private readonly List<LiveFrame> _waiting = [];

    public Signal Changed { get; } = new();

    public void Add(LiveFrame frame)
    {
        lock (_lock)
        {
            var index = _waiting.FindIndex(one => one.Stream == frame.Stream);
            if (index < 0)
                _waiting.Add(frame);
            else
                _waiting[index] = _waiting[index].Followed(frame.Text);
        }
        Changed.Pulse();
    }

    public void Forget(long stream)
    {
        lock (_lock)
            _waiting.RemoveAll(frame => frame.Stream == stream);
    }

    public IReadOnlyList<LiveFrame> Take()
    {
        lock (_lock)
        {
            LiveFrame[] frames = [.. _waiting];
            _waiting.Clear();
            return frames;
        }
    }
}
