using Polpo.Engine.Journal;
using Polpo.Engine.Journal.Live;
using Polpo.Server.Events;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

public sealed class HeartbeatTests : ServerSuite
{
    [Fact]
    public async Task A_silent_stream_shows_that_it_lives()
    {
        var clock = new EagerClock();
        var feed = new EventFeed(Polpo.Get<IJournal>(), Polpo.Get<LiveFrames>(), clock);
        var lines = new List<string>();
        await foreach (var text in feed.ReadAsync(new FeedRequest("ws_none", 0, null), Stop))
        {
            lines.Add(text);
            if (lines.Count == 3)
                break;
        }
        lines.ShouldBe([": connected\n\n", ": still here\n\n", ": still here\n\n"]);
        clock.Asked.ShouldBe(TimeSpan.FromSeconds(15));
    }

    /// <summary>A clock whose waiting is over at once.</summary>
    private sealed class EagerClock : TimeProvider
    {
        public TimeSpan Asked { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Asked = dueTime;
            return base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
        }
    }
}
