using System.Text.Json;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Journal;
using Polpo.Engine.Journal.Live;
using Polpo.Engine.Storage;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

public sealed class EventStreamTests : ServerSuite
{
    private Workspace _workspace = null!;

    [Fact]
    public async Task Facts_come_in_order_first_those_that_are_there_then_each_as_it_happens()
    {
        await HappenAsync("one", "two");
        await using var events = await ListenAsync("after=0");
        (await events.FactAsync()).Type.ShouldBe("workspace.opened");
        (await events.FactAsync()).Body.GetProperty("text").GetString().ShouldBe("one");
        (await events.FactAsync()).Body.GetProperty("text").GetString().ShouldBe("two");
        await HappenAsync("three");
        var third = await events.FactAsync();
        third.Body.GetProperty("text").GetString().ShouldBe("three");
        third.Seq.ShouldBe(4);
    }

    [Fact]
    public async Task A_listener_that_comes_back_misses_nothing_and_sees_nothing_twice()
    {
        await HappenAsync("one", "two", "three");
        await using var events = await ListenAsync("", ("Last-Event-ID", "2"));
        (await events.FactAsync()).Seq.ShouldBe(3);
        (await events.FactAsync()).Seq.ShouldBe(4);
    }

    [Fact]
    public async Task Without_a_place_to_start_from_only_what_comes_is_sent()
    {
        await HappenAsync("before");
        await using var events = await ListenAsync("");
        await HappenAsync("after");
        (await events.FactAsync()).Seq.ShouldBe(3);
    }

    [Fact]
    public async Task A_subject_hears_only_of_itself()
    {
        await OpenAsync();
        await using var events = await ListenAsync("after=0&subject=task_b");
        await HappenToAsync("task_a", "no");
        await HappenToAsync("task_b", "yes");
        (await events.FactAsync()).Subject.ShouldBe("task_b");
    }

    [Fact]
    public async Task Frames_pass_between_facts_and_have_no_number()
    {
        await OpenAsync();
        await using var events = await ListenAsync("subject=sess_a");
        using var theirs = Polpo.Get<LiveFrames>().Open(_workspace.Id, "sess_b", "text");
        using var ours = Polpo.Get<LiveFrames>().Open(_workspace.Id, "sess_a", "output", "call_1");
        theirs.Append("not for you");
        ours.Append("a line\nand another");
        var (name, id, data) = await events.NextAsync();
        name.ShouldBe("frame");
        id.ShouldBeNull();
        JsonSerializer.Deserialize<FrameView>(data, Wire.Json)!.Text.ShouldBe("a line\nand another");
    }

    [Fact]
    public async Task Who_connects_in_the_middle_sees_what_was_said_so_far()
    {
        await OpenAsync();
        using var output = Polpo.Get<LiveFrames>().Open(_workspace.Id, "sess_a", "output", "call_1");
        output.Append("before you came");
        await using var events = await ListenAsync("subject=sess_a");
        var (_, _, data) = await events.NextAsync();
        var frame = JsonSerializer.Deserialize<FrameView>(data, Wire.Json)!;
        frame.Text.ShouldBe("before you came");
        frame.From.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams_at_once()
    {
        await OpenAsync();
        var events = await ListenAsync("after=0");
        await Polpo.Server.DisposeAsync();
        (await events.EndAsync()).ShouldBeTrue();
        await events.DisposeAsync();
    }

    [Fact]
    public async Task A_place_that_is_no_number_is_refused()
    {
        await OpenAsync();
        using var answer = await Polpo.Http.SendAsync(
            Request(HttpMethod.Get, "/api/v1/events", ("Last-Event-ID", "soon")),
            Stop
        );
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("Last-Event-ID must be the number of a fact");
    }

    private async Task OpenAsync()
    {
        var caller = await Polpo.Get<Users>().LocalAsync(Stop);
        _workspace ??= await Repositories.OpenAsync(Polpo, caller, Stop);
    }

    private async Task HappenAsync(params string[] texts)
    {
        await OpenAsync();
        foreach (var text in texts)
            await HappenToAsync("task_a", text);
    }

    private Task HappenToAsync(string subject, string text) =>
        Polpo
            .Get<IDatabase>()
            .WriteAsync(
                _workspace.Id,
                work =>
                {
                    work.Append(subject, "system", new Noted(text));
                    return Task.CompletedTask;
                },
                Stop
            );

    private Task<EventReader> ListenAsync(string query, params (string, string)[] headers) =>
        EventReader.OpenAsync(Polpo.Http, Request(HttpMethod.Get, "/api/v1/events?" + query, headers), Stop);

    private sealed record Noted(string Text) : IFact
    {
        public static string Type => "test.noted";
    }
}
