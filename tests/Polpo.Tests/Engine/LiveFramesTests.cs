using Polpo.Engine.Journal;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class LiveFramesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_together_is_one_frame_of_its_kind_and_call()
    {
        var frames = new LiveFrames(TimeProvider.System);
        await using var watcher = frames.SubscribeAsync("ws", Stop).GetAsyncEnumerator(Stop);
        var first = watcher.MoveNextAsync();
        frames.Publish(new LiveFrame("ws", "s", "text", null, "a"));
        (await first).ShouldBeTrue();
        watcher.Current.Text.ShouldBe("a");

        frames.Publish(new LiveFrame("ws", "s", "text", null, "b"));
        frames.Publish(new LiveFrame("ws", "s", "output", "call-1", "x"));
        frames.Publish(new LiveFrame("ws", "s", "text", null, "c"));
        await watcher.MoveNextAsync();
        watcher.Current.ShouldBe(new LiveFrame("ws", "s", "text", null, "bc"));
        await watcher.MoveNextAsync();
        watcher.Current.ShouldBe(new LiveFrame("ws", "s", "output", "call-1", "x"));
    }

    [Fact]
    public async Task Frames_of_another_workspace_are_not_seen()
    {
        var frames = new LiveFrames(TimeProvider.System);
        await using var watcher = frames.SubscribeAsync("mine", Stop).GetAsyncEnumerator(Stop);
        var next = watcher.MoveNextAsync();
        frames.Publish(new LiveFrame("theirs", "s", "text", null, "secret"));
        frames.Publish(new LiveFrame("mine", "s", "text", null, "mine"));

        await next;
        watcher.Current.Text.ShouldBe("mine");
    }

    [Fact]
    public async Task Who_watches_slowly_gets_the_newest_part()
    {
        var frames = new LiveFrames(TimeProvider.System);
        await using var watcher = frames.SubscribeAsync("ws", Stop).GetAsyncEnumerator(Stop);
        var first = watcher.MoveNextAsync();
        frames.Publish(new LiveFrame("ws", "s", "text", null, "a"));
        await first;
        for (var i = 0; i < 20; i++)
            frames.Publish(new LiveFrame("ws", "s", "text", null, new string((char)('a' + i), 10_000)));

        await watcher.MoveNextAsync();
        watcher.Current.Text.Length.ShouldBe(64 * 1024);
        watcher.Current.Text[^1].ShouldBe('t');
    }
}
