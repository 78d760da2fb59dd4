using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Polpo.Engine.Journal.Live;

/// <summary>
/// Carries what subjects say to those who watch, in this process. What comes within 50 ms is one frame; who comes in the middle gets
/// what was said so far; who watches slowly gets the newest part.
/// </summary>
public sealed class LiveFrames(TimeProvider time)
{
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, LiveRoom> _rooms = new(StringComparer.Ordinal);

    // Streams of a server that was started later have higher numbers, too.
    private long _last = time.GetUtcNow().ToUnixTimeMilliseconds() << 10;

    public LiveChannel Open(string workspace, string subject, string kind, string? callId = null)
    {
        var room = Room(workspace);
        var number = Interlocked.Increment(ref _last);
        var stream = new LiveChannel(room, new LiveFrame(workspace, subject, kind, callId, number, 0, ""));
        room.Open(stream);
        return stream;
    }

    /// <summary>The frames of a workspace, what is being said first, until cancelled.</summary>
    public async IAsyncEnumerable<LiveFrame> SubscribeAsync(
        string workspace,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var room = Room(workspace);
        var watcher = room.Enter();
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
            room.Leave(watcher);
        }
    }

    private LiveRoom Room(string workspace) => _rooms.GetOrAdd(workspace, static _ => new LiveRoom());
}
