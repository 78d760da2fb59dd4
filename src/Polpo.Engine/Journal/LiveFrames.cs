using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Journal;

/// <summary>Something replaceable about a subject that runs: <c>text</c>, <c>thinking</c>, <c>output</c>, <c>notice</c>. Never stored.</summary>
/// <param name="CallId">The tool call that it belongs to, if any.</param>
/// <param name="Text">What came since the last frame.</param>
public sealed record LiveFrame(string Workspace, string Subject, string Kind, string? CallId, string Text);

/// <summary>Carries frames to those who watch, in this process. What comes within 50 ms is one frame; who watches slowly gets the newest part.</summary>
public sealed class LiveFrames(TimeProvider time)
{
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Watcher, bool>> _watchers = new(
        StringComparer.Ordinal
    );

    public void Publish(LiveFrame frame)
    {
        if (!_watchers.TryGetValue(frame.Workspace, out var watchers))
            return;
        foreach (var watcher in watchers.Keys)
            watcher.Add(frame);
    }

    /// <summary>The frames of a workspace from now on, the first of a quiet time at once, until cancelled.</summary>
    public async IAsyncEnumerable<LiveFrame> SubscribeAsync(
        string workspace,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var watchers = _watchers.GetOrAdd(workspace, static _ => new());
        var watcher = new Watcher();
        watchers.TryAdd(watcher, true);
        try
        {
            while (true)
            {
                var next = watcher.Changed.Next;
                var frames = watcher.Take();
                foreach (var frame in frames)
                    yield return frame;
                if (frames.Count > 0)
                    await Task.Delay(Coalesce, time, cancellationToken);
                else
                    await next.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            watchers.TryRemove(watcher, out _);
        }
    }

    private sealed class Watcher
    {
        private const int MostText = 64 * 1024;

        private readonly Lock _lock = new();
        private readonly List<LiveFrame> _waiting = [];

        public Signal Changed { get; } = new();

        public void Add(LiveFrame frame)
        {
            lock (_lock)
            {
                var index = _waiting.FindIndex(one =>
                    one.Subject == frame.Subject && one.Kind == frame.Kind && one.CallId == frame.CallId
                );
                if (index < 0)
                    _waiting.Add(frame);
                else
                    _waiting[index] = frame with { Text = Newest(_waiting[index].Text + frame.Text) };
            }
            Changed.Pulse();
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

        private static string Newest(string text) => text.Length > MostText ? text[^MostText..] : text;
    }
}
