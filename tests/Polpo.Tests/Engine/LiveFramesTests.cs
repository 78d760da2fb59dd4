using Polpo.Engine.Journal.Live;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class LiveFramesTests
{
    private readonly LiveFrames _frames = new(TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_together_is_one_frame_of_its_stream()
    {
        using var text = _frames.Open("ws", "s", "text");
        using var output = _frames.Open("ws", "s", "output", "call-1");
        await using var watcher = Watch("ws");
        text.Append("a");
        (await NextAsync(watcher)).Text.ShouldBe("a");

        text.Append("b");
        output.Append("x");
        text.Append("c");
        var said = await NextAsync(watcher);
        (said.Kind, said.CallId, said.From, said.Text).ShouldBe(("text", null, 1L, "bc"));
        var printed = await NextAsync(watcher);
        (printed.Kind, printed.CallId, printed.From, printed.Text).ShouldBe(("output", "call-1", 0L, "x"));
    }

    [Fact]
    public async Task Frames_of_another_workspace_are_not_seen()
    {
        using var theirs = _frames.Open("theirs", "s", "text");
        using var mine = _frames.Open("mine", "s", "text");
        await using var watcher = Watch("mine");
        theirs.Append("secret");
        mine.Append("mine");

        (await NextAsync(watcher)).Text.ShouldBe("mine");
    }

    [Fact]
    public async Task Who_watches_slowly_gets_the_newest_part()
    {
        using var text = _frames.Open("ws", "s", "text");
        await using var watcher = Watch("ws");
        text.Append("a");
        await NextAsync(watcher);
        for (var i = 0; i < 20; i++)
            text.Append(new string((char)('a' + i), 10_000));

        var newest = await NextAsync(watcher);
        newest.Text.Length.ShouldBe(64 * 1024);
        newest.Text[^1].ShouldBe('t');
        (newest.From + newest.Text.Length).ShouldBe(200_001);
    }

    [Fact]
    public async Task Who_comes_late_gets_what_was_said_so_far_and_then_the_rest()
    {
        using var text = _frames.Open("ws", "s", "text");
        for (var i = 0; i < 30; i++)
            text.Append(new string((char)('a' + i % 26), 10_000));
        await using var watcher = Watch("ws");

        var soFar = await NextAsync(watcher);
        soFar.Text.Length.ShouldBe(64 * 1024);
        (soFar.From + soFar.Text.Length).ShouldBe(300_000);
        text.Append("more");
        var more = await NextAsync(watcher);
        (more.From, more.Text).ShouldBe((300_000L, "more"));
    }

    [Fact]
    public void What_is_closed_is_not_shown_any_more()
    {
        var room = new LiveRoom();
        var early = room.Enter();
        var stream = new LiveChannel(room, new LiveFrame("ws", "s", "text", null, 1, 0, ""));
        room.Open(stream);
        stream.Append("half a sen");
        stream.Dispose();
        stream.Append("tence");

        early.Take().ShouldBeEmpty();
        room.Enter().Take().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_next_stream_of_a_kind_has_a_higher_number()
    {
        using var first = _frames.Open("ws", "s", "text");
        using var second = _frames.Open("ws", "s", "text");
        first.Append("one");
        second.Append("two");
        await using var watcher = Watch("ws");
        var one = await NextAsync(watcher);
        var two = await NextAsync(watcher);
        (one.Text, two.Text).ShouldBe(("one", "two"));
        two.Stream.ShouldBeGreaterThan(one.Stream);
    }

    private IAsyncEnumerator<LiveFrame> Watch(string workspace) =>
        _frames.SubscribeAsync(workspace, Stop).GetAsyncEnumerator(Stop);

    private static async Task<LiveFrame> NextAsync(IAsyncEnumerator<LiveFrame> watcher)
    {
        (await watcher.MoveNextAsync()).ShouldBeTrue();
        return watcher.Current;
    }
}
